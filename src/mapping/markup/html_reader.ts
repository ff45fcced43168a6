import { maxWeight, weightOf } from "@/mapping/markup/bounds.ts";
import {
  type Block,
  emptyParagraph,
  isEmptyParagraph,
  type ListItem,
} from "@/mapping/markup/document.ts";
import { elementHtml } from "@/mapping/markup/element.ts";
import { type Element, hasTags, isText, type Node, parseHtml } from "@/mapping/markup/html.ts";
import { readInline } from "@/mapping/markup/html_inline.ts";
import { readTable } from "@/mapping/markup/html_table.ts";

/**
 * What some HTML says; text without any tag is taken with its line breaks. `null`: beyond the bounds of
 * formatted text.
 */
export function readHtml(html: string): readonly Block[] | null {
  const nodes = parseHtml(html);
  if (nodes === null) return null;
  const blocks = hasTags(html)
    ? readNodes(nodes)
    : readPlain(nodes.map((node) => isText(node) ? node.data : "").join(""));
  return weightOf(blocks) > maxWeight ? null : blocks;
}

/** Text without any signs, with its line breaks. */
export function readPlain(text: string): readonly Block[] {
  const paragraphs = text.replace(/\r\n?/g, "\n").split(/\n(?:[ \t]*\n)+/);
  return paragraphs.filter((lines) => lines.trim() !== "").map((lines): Block => {
    const all = lines.split("\n").map((data): Node[] => [{ data }]);
    const runs = all.flatMap((line, at) => at === 0 ? line : [lineBreak, ...line]);
    return { kind: "paragraph", runs: readInline(runs) };
  });
}

const lineBreak: Node = { name: "br", attribs: {}, children: [] };

/** Blocks as they follow each other; text between them is a paragraph. */
export function readNodes(nodes: readonly Node[]): readonly Block[] {
  const blocks: Block[] = [];
  let loose: Node[] = [];
  const flush = () => {
    const runs = readInline(loose);
    loose = [];
    if (runs.length > 0) blocks.push({ kind: "paragraph", runs });
  };
  for (const node of nodes) {
    const read = isText(node) ? null : readElement(node);
    if (read === null) {
      loose.push(node);
      continue;
    }
    flush();
    for (const block of read) blocks.push(block);
  }
  flush();
  return blocks;
}

/** Blocks inside another: an empty paragraph says nothing there. */
function readInner(nodes: readonly Node[]): readonly Block[] {
  return readNodes(nodes).filter((block) => !isEmptyParagraph(block));
}

const containers = new Set(
  ("address article aside body center dd div dl dt fieldset figcaption figure footer form header " +
    "html li main nav section").split(" "),
);
const keptElements = new Set(["details", "video", "audio"]);

/** `null`: no block. */
function readElement(node: Element): readonly Block[] | null {
  const { name, children } = node;
  switch (name) {
    case "p":
      return [paragraph(children)];
    case "ul":
    case "ol":
      return readList(node);
    case "pre":
      return [readCode(node)];
    case "blockquote":
      return [{ kind: "quote", blocks: readInner(children) }];
    case "hr":
      return [{ kind: "rule" }];
    case "table":
      return [readTable(node, readInner)];
  }
  if (/^h[1-6]$/.test(name)) {
    return [{ kind: "heading", depth: Number(name[1]), runs: readInline(children) }];
  }
  if (keptElements.has(name)) return [{ kind: "element", html: elementHtml(node) }];
  return containers.has(name) ? readNodes(children) : null;
}

function paragraph(children: readonly Node[]): Block {
  const runs = readInline(children);
  return runs.length === 0 ? emptyParagraph : { kind: "paragraph", runs };
}

/** A list with and without checkboxes is two lists in the editor. */
function readList({ name, attribs, children }: Element): readonly Block[] {
  const first = Number.parseInt(attribs["start"] ?? "1", 10);
  const start = name === "ol" ? (Number.isNaN(first) ? 1 : Math.max(0, first)) : null;
  const items = children.flatMap((node): readonly ListItem[] =>
    isText(node) ? (node.data.trim() === "" ? [] : [readItem([node])]) : [readItem([node])]
  );
  const groups: ListItem[][] = [];
  for (const item of items) {
    const group = groups.at(-1);
    const before = group?.at(-1);
    const alike = before !== undefined && (before.checked === null) === (item.checked === null);
    if (group !== undefined && alike) group.push(item);
    else groups.push([item]);
  }
  return groups.map((group): Block => ({
    kind: "list",
    start: group[0]?.checked === null ? start : null,
    items: group,
  }));
}

function readItem(nodes: readonly Node[]): ListItem {
  const [node] = nodes;
  if (node === undefined || isText(node) || node.name !== "li") {
    return { checked: null, blocks: readInner(nodes) };
  }
  const { attribs, children } = node;
  if (attribs["data-type"] === "taskItem" || "data-checked" in attribs) {
    const content = children.filter((child) => isText(child) || child.name !== "label");
    return { checked: attribs["data-checked"] === "true", blocks: readInner(content) };
  }
  const box = findBox(children);
  if (box === null) return { checked: null, blocks: readInner(children) };
  return { checked: "checked" in box.attribs, blocks: readInner(withoutBox(children, box)) };
}

/** Of lists that no editor wrote: a checkbox before the text. */
function findBox(nodes: readonly Node[]): Element | null {
  const [first] = nodes.filter((node) => !isText(node) || node.data.trim() !== "");
  if (first === undefined || isText(first)) return null;
  if (first.name === "p" || first.name === "label") return findBox(first.children);
  return first.name === "input" && first.attribs["type"] === "checkbox" ? first : null;
}

function withoutBox(nodes: readonly Node[], box: Element): readonly Node[] {
  const rest = nodes.flatMap((node): readonly Node[] => {
    if (node === box) return [];
    if (isText(node) || (node.name !== "p" && node.name !== "label")) return [node];
    return [{ ...node, children: withoutBox(node.children, box) }];
  });
  const [first, ...others] = rest;
  if (first === undefined || !isText(first)) return rest;
  return [{ data: first.data.replace(/^[ \t]+/, "") }, ...others];
}

function readCode({ children }: Element): Block {
  const [code] = children.filter((node) => !isText(node) || node.data.trim() !== "");
  const language = code !== undefined && !isText(code)
    ? /(?:^|\s)language-(\S+)/.exec(code.attribs["class"] ?? "")?.[1] ?? ""
    : "";
  const text = children.map(codeText).join("").replace(/\r\n?/g, "\n");
  return { kind: "code", language, text: withoutLastBreaks(text) };
}

function withoutLastBreaks(text: string): string {
  let end = text.length;
  while (text[end - 1] === "\n") end -= 1;
  return text.slice(0, end);
}

function codeText(node: Node): string {
  if (isText(node)) return node.data;
  return node.name === "br" ? "\n" : node.children.map(codeText).join("");
}
