import { Parser } from "htmlparser2";
import {
  type Element,
  escapeHtml,
  hasTags,
  isText,
  type Node,
  parseHtml,
} from "@/mapping/markup/html.ts";
import { flowing, htmlText } from "@/mapping/markup/html_text.ts";

/** Plain text as HTML that shows it literally; {@link commentToText} gives exactly it back. */
export function commentToHtml(text: string): string {
  const html = escapeHtml(text).replaceAll("\r", "&#13;");
  return html.split("\n\n").map((lines) => `<p>${lines.replaceAll("\n", "<br>")}</p>`).join("");
}

/** What a comment says, as plain text without formatting. */
export function commentToText(html: string): string {
  if (!hasTags(html)) return decoded(html);
  if (!isOnlyLines(html)) {
    const nodes = parseHtml(html);
    return nodes === null ? htmlText(html) : richText(nodes);
  }
  const lines = html.slice("<p>".length, -"</p>".length).replaceAll("</p><p>", "\n\n");
  return decoded(lines.replaceAll("<br>", "\n"));
}

/** As {@link commentToHtml} writes it: nothing but paragraphs with line breaks. */
function isOnlyLines(html: string): boolean {
  if (!html.startsWith("<p>") || !html.endsWith("</p>") || html.includes("\n")) return false;
  const paragraphs = html.slice("<p>".length, -"</p>".length).split("</p><p>");
  return paragraphs.every((lines) => !lines.replaceAll("<br>", "").includes("<"));
}

function decoded(html: string): string {
  let text = "";
  const parser = new Parser({ ontext: (data) => void (text += data) });
  parser.end(html);
  return text;
}

const apart = /^(p|h[1-6]|ul|ol|blockquote|pre|table|hr|details)$/;
const lines = /^(li|tr|summary|div)$/;

/** Blocks are a blank line apart, list items and rows a line. */
function richText(nodes: readonly Node[]): string {
  let text = "";
  let gap = 0;
  let startsItem = false;
  const add = (more: string) => {
    if (more === "") return;
    text += (text === "" || startsItem ? "" : "\n".repeat(gap)) + more;
    gap = 0;
    startsItem = false;
  };
  const walk = (node: Node, parent: string): void => {
    if (isText(node)) return add(parent === "pre" ? node.data : flowing(node.data));
    const { name, children } = node;
    const isLine = lines.test(name) || (name === "p" && lines.test(parent));
    const space = isLine ? 1 : apart.test(name) ? 2 : name === "br" ? gap + 1 : 0;
    gap = Math.max(gap, space);
    if (name === "li") {
      add("- ");
      startsItem = true;
    }
    for (const child of children) walk(child, parent === "pre" ? parent : name);
    add(ownText(node));
    gap = Math.max(gap, name === "br" ? 0 : space);
  };
  for (const node of nodes) walk(node, "");
  return text;
}

/** What an element says besides the text in it. */
function ownText({ name, attribs, children }: Element): string {
  switch (name) {
    case "a": {
      const href = attribs["href"] ?? "";
      const shown = children.map((child) => isText(child) ? child.data : "").join("");
      return href === "" || shown === href || `mailto:${shown}` === href ? "" : ` (${href})`;
    }
    case "img":
      return attribs["alt"] || attribs["src"] || "";
    case "mention-user":
      return children.length > 0 ? "" : `@${attribs["data-label"] ?? attribs["data-id"] ?? ""}`;
    case "hr":
      return "---";
  }
  return "";
}
