import { isTag, isText, type Node, parse } from "@/mapping/markup/html.ts";

const blocks = /^(p|div|h[1-6]|ul|ol|li|blockquote|pre|table|tr|hr)$/;

/** Text content with line breaks; blocks are a blank line apart. */
export function htmlToText(html: string): string {
  if (!/<[a-z!/]/i.test(html)) return decodePlain(html);
  return textOf(parse(html));
}

function decodePlain(html: string): string {
  return parse(html).map((node) => isText(node) ? node.data : "").join("");
}

function textOf(nodes: readonly Node[]): string {
  let text = "";
  let afterBlock = false;
  for (const node of nodes) {
    if (isText(node)) {
      text += node.data.replace(/\n+/g, afterBlock || text === "" ? "" : " ");
    } else if (isTag(node) && node.name === "br") {
      text += "\n";
    } else if (isTag(node)) {
      const isBlock = blocks.test(node.name);
      if (isBlock && afterBlock) text += node.name === "li" ? "\n" : "\n\n";
      text += textOf(node.children);
      afterBlock = isBlock;
    }
  }
  return text;
}
