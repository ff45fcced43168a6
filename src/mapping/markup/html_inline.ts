import {
  cleanAddress,
  joinText,
  type Mark,
  markRank,
  type Run,
  sameMark,
} from "@/mapping/markup/document.ts";
import { attributesHtml, elementHtml } from "@/mapping/markup/element.ts";
import { isText, type Node } from "@/mapping/markup/html.ts";

const simpleMarks: Readonly<Record<string, "strong" | "em" | "s" | "code">> = {
  strong: "strong",
  b: "strong",
  em: "em",
  i: "em",
  s: "s",
  del: "s",
  strike: "s",
  code: "code",
};
const keptMarks: ReadonlySet<string> = new Set(["u", "mark", "sub", "sup", "kbd", "small"]);
const keptElements: ReadonlySet<string> = new Set(["mention-user"]);

/** The text of a paragraph with its formatting, in one form whatever the nesting of tags was. */
export function readInline(nodes: readonly Node[]): readonly Run[] {
  return tidy(withoutIndent(nodes).flatMap((node) => readNode(node, [])));
}

/** A line break in the HTML at the start is only how it was written down. */
function withoutIndent(nodes: readonly Node[]): readonly Node[] {
  const [first, ...rest] = nodes;
  if (first === undefined || !isText(first)) return nodes;
  return [{ data: first.data.replace(/^\s*\n\s*/, "") }, ...rest];
}

/** Each row of spaces is looked at once, from its beginning. */
const lineBreak = /(?<![ \t])[ \t]*\r?\n\s*/g;

/** `marks`: {@link ordered}. */
function readNode(node: Node, marks: readonly Mark[]): readonly Run[] {
  if (isText(node)) {
    const text = node.data.replace(lineBreak, " ").replaceAll("\r", "");
    return text === "" ? [] : [{ kind: "text", text, marks }];
  }
  const { name, attribs, children } = node;
  if (name === "br") return [{ kind: "break", marks: [] }];
  if (name === "img") return [readImage(attribs, marks)];
  if (keptElements.has(name)) {
    return [{ kind: "element", html: elementHtml(node), marks }];
  }
  const mark = markOf(name, attribs);
  const inner = mark === null ? marks : ordered([...marks, mark]);
  return children.flatMap((child) => readNode(child, inner));
}

function markOf(name: string, attribs: Readonly<Record<string, string>>): Mark | null {
  const simple = simpleMarks[name];
  if (simple !== undefined) return { name: simple };
  if (keptMarks.has(name)) return { name: "tag", tag: name, attributes: attributesHtml(attribs) };
  const href = attribs["href"];
  if (name !== "a" || href === undefined) return null;
  return { name: "link", href: cleanAddress(href), title: attribs["title"] ?? "" };
}

function readImage(attribs: Readonly<Record<string, string>>, marks: readonly Mark[]): Run {
  const { src, alt, title, ...others } = attribs;
  if (src === undefined || Object.keys(others).length > 0) {
    const html = elementHtml({ name: "img", attribs, children: [] });
    return { kind: "element", html, marks };
  }
  return {
    kind: "image",
    src: cleanAddress(src),
    alt: alt ?? "",
    title: title ?? "",
    marks,
  };
}

function ordered(marks: readonly Mark[]): readonly Mark[] {
  const seen = new Set<string>();
  return marks
    .toSorted((a, b) => markRank.indexOf(a.name) - markRank.indexOf(b.name))
    .filter((mark) => {
      const key = mark.name === "tag" ? mark.tag : mark.name;
      return !seen.has(key) && seen.add(key);
    });
}

/** Spaces at the edges of a formatting do not have it, and lines have none at their end. */
function tidy(runs: readonly Run[]): readonly Run[] {
  const split = joinText(runs).flatMap(splitSpaces);
  const spaced = split.map((run, at) =>
    isSpace(run) ? { ...run, marks: common(split[at - 1], split[at + 1]) } : run
  );
  const trimmed = joinText(spaced).flatMap((run, at, all): readonly Run[] => {
    const next = all[at + 1];
    const endsLine = next === undefined || next.kind === "break";
    if (run.kind !== "text" || !endsLine) return [run];
    const text = run.marks.some((mark) => mark.name === "code") ? run.text : run.text.trimEnd();
    return text === "" ? [] : [{ ...run, text }];
  });
  return joinText(trimmed);
}

function splitSpaces(run: Run): readonly Run[] {
  if (run.kind !== "text" || run.marks.length === 0) return [run];
  if (run.marks.some((mark) => mark.name === "code")) return [run];
  const { text } = run;
  const [start, end] = [text.length - text.trimStart().length, text.trimEnd().length];
  const parts = start > end
    ? [text]
    : [text.slice(0, start), text.slice(start, end), text.slice(end)];
  return parts.filter((part) => part !== "").map((part) => ({ ...run, text: part }));
}

function isSpace(run: Run): boolean {
  return run.kind === "text" && run.text.trim() === "" &&
    !run.marks.some((mark) => mark.name === "code");
}

function common(before: Run | undefined, after: Run | undefined): readonly Mark[] {
  const others = after?.marks ?? [];
  return (before?.marks ?? []).filter((mark) =>
    mark.name !== "code" && others.some((other) => sameMark(mark, other))
  );
}
