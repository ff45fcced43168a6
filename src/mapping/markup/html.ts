import { Parser } from "htmlparser2";
import { maxHtmlLength, maxNodes } from "@/mapping/markup/bounds.ts";

interface TextNode {
  readonly data: string;
}
export interface Element {
  readonly name: string;
  readonly attribs: Readonly<Record<string, string>>;
  readonly children: readonly Node[];
}
export type Node = TextNode | Element;

/** Deeper than any editor nests. */
const maxDepth = 100;

/**
 * Forgiving: any text is some HTML. Comments, declarations and scripts are left out.
 * `null`: too long, too deep or of too many parts to be worked on as formatted text.
 */
export function parseHtml(html: string): readonly Node[] | null {
  if (html.length > maxHtmlLength) return null;
  try {
    return parsed(html);
  } catch (thrown) {
    if (thrown === tooMuch) return null;
    throw thrown;
  }
}

const tooMuch = Symbol("too much");
const leftOut: ReadonlySet<string> = new Set(["script", "style"]);

function parsed(html: string): readonly Node[] {
  const root: Node[] = [];
  const open: Node[][] = [root];
  let text = "";
  let nodes = 0;
  const add = (node: Node) => {
    nodes += 1;
    if (nodes > maxNodes) throw tooMuch;
    open.at(-1)?.push(node);
  };
  const endText = () => {
    if (text !== "") add({ data: text });
    text = "";
  };
  const parser = new Parser({
    ontext: (data) => void (text += data),
    oncomment: endText,
    onprocessinginstruction: endText,
    onopentag(name, attribs) {
      endText();
      const children: Node[] = [];
      if (!leftOut.has(name)) add({ name, attribs, children });
      open.push(children);
      if (open.length > maxDepth) throw tooMuch;
    },
    onclosetag() {
      endText();
      open.pop();
    },
  });
  parser.end(html);
  endText();
  return root;
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
