import { escapeAttribute, escapeHtml, isText, type Node } from "@/mapping/markup/html.ts";

const voids: ReadonlySet<string> = new Set(["br", "img", "hr", "input", "source", "col"]);

/** An element as HTML on one line, without what could run. */
export function elementHtml(node: Node): string {
  if (isText(node)) return escapeHtml(node.data).replaceAll("\n", "&#10;");
  const attributes = attributesHtml(node.attribs);
  if (voids.has(node.name)) return `<${node.name}${attributes}>`;
  return `<${node.name}${attributes}>${node.children.map(elementHtml).join("")}</${node.name}>`;
}

export function attributesHtml(attribs: Readonly<Record<string, string>>): string {
  return Object.entries(attribs)
    .filter(([name]) => /^[a-z][\w:.-]*$/i.test(name) && !/^on/i.test(name))
    .map(([name, value]) => ` ${name}="${escapeAttribute(value)}"`)
    .join("");
}
