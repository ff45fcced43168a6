import { Marked, type Token } from "marked";
import { type Block, emptyParagraph, isEmptyParagraph } from "@/mapping/markup/document.ts";
import { parseHtml } from "@/mapping/markup/html.ts";
import { readNodes, readPlain } from "@/mapping/markup/html_reader.ts";
import { createTagFilter } from "@/mapping/markup/tag_filter.ts";

/**
 * Markdown for people who write plain text: line breaks count, and so do spaces at the start of a line;
 * underlined headings, indented code and link definitions are plain text.
 */
function createParser(): Marked {
  const tags = createTagFilter();
  const parser = new Marked({ async: false, gfm: true, breaks: true });
  return parser.use({
    tokenizer: {
      code: () => undefined,
      def: () => undefined,
      lheading: () => undefined,
      html: (source) => tags.isBlock(source) ? false : undefined,
      tag: (source) => tags.isInline(source) ? false : undefined,
      del: (source) => source.startsWith("~~") ? false : undefined,
      br(source) {
        const raw = /^( *|\\)\n(?!\s*$)/.exec(source)?.[0];
        return raw === undefined ? undefined : { type: "br", raw };
      },
    },
  });
}

/** What some Markdown says. Further blank lines between blocks are empty paragraphs. */
export function readMarkdown(markdown: string): readonly Block[] {
  const source = markdown.replace(/\r\n?/g, "\n");
  try {
    return readSigns(source);
  } catch (error) {
    // Thousands of signs nested in each other, which nobody means: the parser runs out of stack.
    if (error instanceof RangeError) return readPlain(source);
    throw error;
  }
}

function readSigns(source: string): readonly Block[] {
  const parser = createParser();
  const blocks: Block[] = [];
  let newlines = 2;
  for (const token of parser.lexer(source)) {
    if (token.type === "space") {
      newlines += newlinesOf(token);
      continue;
    }
    newlines += /^\n*/.exec(token.raw)?.[0].length ?? 0;
    blocks.push(...Array<Block>(Math.max(0, newlines - 2)).fill(emptyParagraph));
    blocks.push(...readNodes(parseHtml(parser.parser([token]))));
    newlines = /\n*$/.exec(token.raw)?.[0].length ?? 0;
  }
  if (blocks.every(isEmptyParagraph)) return [];
  return [...blocks, ...Array<Block>(Math.max(0, newlines - 1)).fill(emptyParagraph)];
}

function newlinesOf({ raw }: Token): number {
  return raw.split("\n").length - 1;
}
