import { Tokenizer } from "htmlparser2";
import { escapeHtml } from "@/mapping/markup/html.ts";

const silentTags: ReadonlySet<string> = new Set(["script", "style", "title", "template"]);
const lineTags = /^(br|li|tr|summary|div)$/;
const blockTags = /^(p|h[1-6]|ul|ol|blockquote|pre|table|hr|details)$/;

/** What some HTML says without any formatting, whatever its size and depth: blocks are a blank line apart. */
export function htmlText(html: string): string {
  let text = "";
  let gap = 0;
  let silent = "";
  let literal = 0;
  const add = (more: string) => {
    if (silent !== "" || more === "") return;
    if (text === "" || gap > 0) {
      more = more.trimStart();
      if (more === "") return;
    }
    text += (text === "" ? "" : "\n".repeat(gap)) + more;
    gap = 0;
  };
  const shown = (data: string) => literal > 0 ? data : flowing(data);
  const nameAt = (start: number, end: number) => html.slice(start, end).toLowerCase();
  const apart = (name: string) => {
    if (name === "br") gap += 1;
    else if (blockTags.test(name)) gap = Math.max(gap, 2);
    else if (lineTags.test(name)) gap = Math.max(gap, 1);
  };
  const tokenizer = new Tokenizer({}, {
    ...nothing,
    ontext: (start, end) => add(shown(html.slice(start, end))),
    ontextentity: (code) => add(String.fromCodePoint(code)),
    onopentagname(start, end) {
      const name = nameAt(start, end);
      if (silent === "" && silentTags.has(name)) silent = name;
      if (name === "pre") literal += 1;
      apart(name);
    },
    onclosetag(start, end) {
      const name = nameAt(start, end);
      if (name === silent) silent = "";
      if (name === "pre") literal = Math.max(0, literal - 1);
      if (name !== "br") apart(name);
    },
  });
  tokenizer.write(html);
  tokenizer.end();
  return text;
}

/** Text as HTML that shows it literally, line by line. */
export function plainHtml(text: string): string {
  const paragraphs = text.replace(/\r\n?/g, "\n").split(/\n(?:[ \t]*\n)+/);
  return paragraphs.filter((lines) => lines.trim() !== "").map((lines) => {
    const trimmed = lines.trim().split("\n").map((line) => line.trim()).join("\n");
    return `<p>${escapeHtml(trimmed).replaceAll("\n", "<br>")}</p>`;
  }).join("");
}

const nothing = {
  onattribdata: () => {},
  onattribentity: () => {},
  onattribend: () => {},
  onattribname: () => {},
  oncdata: () => {},
  oncomment: () => {},
  ondeclaration: () => {},
  onend: () => {},
  onopentagend: () => {},
  onprocessinginstruction: () => {},
  onselfclosingtag: () => {},
};

/** Line breaks in HTML are spaces, and none where they only separate tags. */
export function flowing(data: string): string {
  return data.trim() === "" && data.includes("\n") ? "" : data.replace(aroundBreak, " ");
}

/** Looks at a row of spaces once, from its beginning: without that, thousands of spaces take seconds. */
const aroundBreak = /(?<!\s)\s*\n\s*/g;
