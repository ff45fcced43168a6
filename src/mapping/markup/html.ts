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

/** Forgiving: any text is some HTML. Comments and declarations are left out. */
export function parse(html: string): readonly Node[] {
  return parseDocument(html).children.filter((node) =>
    node.type === "text" || node.type === "tag" || node.type === "script" || node.type === "style"
  ) as unknown as readonly Node[];
}

export function isText(node: Node): node is TextNode {
  return "data" in node;
}

export function isTag(node: Node): node is Element {
  return "name" in node;
}
