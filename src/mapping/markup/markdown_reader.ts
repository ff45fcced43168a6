import { Marked, type Token } from "marked";
import { type Block, emptyParagraph, isEmptyParagraph } from "@/mapping/markup/document.ts";
import { parseHtml } from "@/mapping/markup/html.ts";
import { readNodes } from "@/mapping/markup/html_reader.ts";

/** Tags that people mean as tags; any other (`List<String>`) is text, and so is one without its end. */
const inlineTags = new Set(
  "a b code del em i kbd mark mention-user s small span strike strong sub sup u".split(" "),
);
const blockTags = new Set(
  ("audio blockquote details div dl h1 h2 h3 h4 h5 h6 ol p pre section table ul video").split(" "),
);
const voidTags = new Set(["br", "hr", "img"]);

/** Inline tags that are open where the reader is. */
let open: string[] = [];

function isInlineTag(source: string): boolean {
  const [, end, found] = /^<(\/?)([a-z][a-z0-9-]*)/i.exec(source) ?? [];
  const name = found?.toLowerCase() ?? "";
  if (voidTags.has(name)) return end === "";
  if (!inlineTags.has(name)) return false;
  if (end === "") {
    if (!hasEnd(source, name)) return false;
    open.push(name);
    return true;
  }
  const at = open.lastIndexOf(name);
  if (at >= 0) open = open.toSpliced(at, 1);
  return at >= 0;
}

function isBlockTag(source: string): boolean {
  const name = /^\s*<([a-z][a-z0-9]*)/i.exec(source)?.[1]?.toLowerCase() ?? "";
  return name === "hr" || (blockTags.has(name) && hasEnd(source, name));
}

function hasEnd(source: string, name: string): boolean {
  return source.toLowerCase().includes(`</${name}>`);
}

/**
 * Markdown for people who write plain text: line breaks count, and so do spaces at the start of a line;
 * underlined headings, indented code and link definitions are plain text.
 */
const marked = new Marked({ async: false, gfm: true, breaks: true });
marked.use({
  tokenizer: {
    code: () => undefined,
    def: () => undefined,
    lheading: () => undefined,
    html: (source) => isBlockTag(source) ? false : undefined,
    tag: (source) => isInlineTag(source) ? false : undefined,
    del: (source) => source.startsWith("~~") ? false : undefined,
    br(source) {
      const raw = /^( *|\\)\n(?!\s*$)/.exec(source)?.[0];
      return raw === undefined ? undefined : { type: "br", raw };
    },
  },
});

/** What some Markdown says. Further blank lines between blocks are empty paragraphs. */
export function readMarkdown(markdown: string): readonly Block[] {
  const source = markdown.replace(/\r\n?/g, "\n");
  open = [];
  const tokens = marked.lexer(source);
  const blocks: Block[] = [];
  let newlines = 2;
  for (const token of tokens) {
    if (token.type === "space") {
      newlines += newlinesOf(token);
      continue;
    }
    newlines += /^\n*/.exec(token.raw)?.[0].length ?? 0;
    blocks.push(...Array<Block>(Math.max(0, newlines - 2)).fill(emptyParagraph));
    blocks.push(...readNodes(parseHtml(marked.parser([token]))));
    newlines = /\n*$/.exec(token.raw)?.[0].length ?? 0;
  }
  if (blocks.every(isEmptyParagraph)) return [];
  return [...blocks, ...Array<Block>(Math.max(0, newlines - 1)).fill(emptyParagraph)];
}

function newlinesOf({ raw }: Token): number {
  return raw.split("\n").length - 1;
}
