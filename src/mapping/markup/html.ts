import { parseDocument } from "htmlparser2";

export interface TextNode {
  readonly data: string;
}
export interface Element {
  readonly name: string;
  readonly attribs: Readonly<Record<string, string>>;
  readonly children: readonly Node[];
}
export type Node = TextNode | Element;

/** Forgiving: any text is some HTML. Comments, declarations and scripts are left out. */
export function parseHtml(html: string): readonly Node[] {
  const { children } = parseDocument(html);
  return withoutOthers(children as unknown as readonly Parsed[], 0);
}

export function isText(node: Node): node is TextNode {
  return "data" in node;
}

/** Whether there is any markup in it; else it is what some client stored as plain text. */
export function hasTags(html: string): boolean {
  return /<[a-z!/]/i.test(html);
}

export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

export function escapeAttribute(value: string): string {
  return escapeHtml(value).replaceAll('"', "&quot;").replaceAll("\n", "&#10;");
}

interface Parsed {
  readonly type: string;
  readonly data?: string;
  readonly name?: string;
  readonly attribs?: Readonly<Record<string, string>>;
  readonly children?: readonly Parsed[];
}

/** Deeper than any editor nests; from there on only the text counts. */
const maxDepth = 100;

function withoutOthers(nodes: readonly Parsed[], depth: number): readonly Node[] {
  if (depth > maxDepth) return [{ data: allText(nodes) }];
  return nodes.flatMap((node): readonly Node[] => {
    if (node.type === "text") return [{ data: node.data ?? "" }];
    if (node.type !== "tag") return [];
    const children = withoutOthers(node.children ?? [], depth + 1);
    return [{ name: node.name ?? "", attribs: node.attribs ?? {}, children }];
  });
}

function allText(nodes: readonly Parsed[]): string {
  let text = "";
  const waiting = [...nodes].reverse();
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.type === "text") text += node.data ?? "";
    if (node.type === "tag") waiting.push(...[...node.children ?? []].reverse());
  }
  return text;
}
