import { isAutolink, type Mark, type Run, sameMark } from "@/mapping/markup/document.ts";
import { escapeHtml } from "@/mapping/markup/html.ts";
import { closeTag, openTag } from "@/mapping/markup/html_writer.ts";
import { type EscapeKind, escapeMarkdown } from "@/mapping/markup/escapes.ts";

/** The ways to write the same; which of them says it exactly depends on what is around. */
export interface MarkdownStyle {
  readonly emphasis: "*" | "_" | "tags";
  /** Whether an address that is its own text goes without signs around it. */
  readonly bareAddresses: boolean;
  readonly escapes: ReadonlySet<EscapeKind>;
}

/** `oneLine`: in headings and tables, where a line break is a tag. */
export function writeInline(
  runs: readonly Run[],
  style: MarkdownStyle,
  oneLine: boolean,
): string {
  let markdown = "";
  let startsLine = true;
  let isOnlyBreaks = true;
  let open: readonly Mark[] = [];
  const add = (more: string) => {
    if (more === "") return;
    markdown += more;
    startsLine = more.endsWith("\n");
  };
  runs.forEach((run, at) => {
    const marks = shownMarks(runs, at, style);
    const same = open.findIndex((mark, depth) => !sameMark(mark, marks[depth]));
    const kept = same < 0 ? open.length : same;
    add(closing(open.slice(kept), style) + opening(marks.slice(kept), style));
    open = marks;
    const next = runs[at + 1];
    const breaksLine = !oneLine && next !== undefined && next.kind !== "break" && !isOnlyBreaks;
    add(writeRun(run, { style, startsLine, breaksLine }));
    if (run.kind !== "break") isOnlyBreaks = false;
  });
  return markdown + closing(open, style);
}

/** Code is written with its text, and so is an address without signs. */
function shownMarks(
  runs: readonly Run[],
  at: number,
  style: MarkdownStyle,
): readonly Mark[] {
  const run = runs[at];
  const marks = (run?.marks ?? []).filter((mark) => mark.name !== "code");
  const [first, ...rest] = marks;
  if (run?.kind !== "text" || first?.name !== "link" || !isAutolink(run.text, first)) return marks;
  const goesOn = [runs[at - 1], runs[at + 1]].some((near) => sameMark(near?.marks[0], first));
  return style.bareAddresses && !goesOn ? rest : marks;
}

function opening(marks: readonly Mark[], style: MarkdownStyle): string {
  return marks.map((mark) => sign(mark, style) ?? (mark.name === "link" ? "[" : openTag(mark)))
    .join("");
}

function closing(marks: readonly Mark[], style: MarkdownStyle): string {
  return marks.toReversed().map((mark) =>
    sign(mark, style) ?? (mark.name === "link" ? linkEnd(mark) : closeTag(mark))
  ).join("");
}

function sign(mark: Mark, { emphasis }: MarkdownStyle): string | null {
  if (emphasis === "tags") return null;
  switch (mark.name) {
    case "strong":
      return emphasis + emphasis;
    case "em":
      return emphasis;
    case "s":
      return "~~";
    case "link":
    case "tag":
    case "code":
      return null;
  }
}

function linkEnd({ href, title }: { readonly href: string; readonly title: string }): string {
  return `](${target(href)}${titlePart(title)})`;
}

function target(address: string): string {
  return address === "" || /[()<>\s\\]/.test(address)
    ? `<${address.replace(/[<>\\]/g, "\\$&")}>`
    : address;
}

function titlePart(title: string): string {
  return title === "" ? "" : ` "${title.replace(/["\\]/g, "\\$&")}"`;
}

interface Place {
  readonly style: MarkdownStyle;
  readonly startsLine: boolean;
  readonly breaksLine: boolean;
}

function writeRun(run: Run, { style, startsLine, breaksLine }: Place): string {
  switch (run.kind) {
    case "text":
      if (run.marks.some((mark) => mark.name === "code")) return writeCode(run.text, style);
      return escapeMarkdown(run.text, style.escapes, startsLine);
    case "break":
      return breaksLine ? "\n" : "<br>";
    case "image": {
      const alt = escapeMarkdown(run.alt, style.escapes, false);
      return `![${alt}](${target(run.src)}${titlePart(run.title)})`;
    }
    case "element":
      return run.html;
  }
}

function writeCode(text: string, { emphasis, escapes }: MarkdownStyle): string {
  if (emphasis === "tags") {
    return `<code>${escapeMarkdown(escapeHtml(text), escapes, false)}</code>`;
  }
  const fence = "`".repeat(longestTicks(text) + 1);
  const isSpaced = text.startsWith(" ") && text.endsWith(" ") && text.trim() !== "";
  const padding = text.startsWith("`") || text.endsWith("`") || isSpaced ? " " : "";
  return fence + padding + text + padding + fence;
}

export function longestTicks(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((most, { length }) => Math.max(most, length), 0);
}
