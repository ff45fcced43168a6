import { Marked, type Token } from "marked";
import {
  maxMarkdownWeight,
  maxWeight,
  weightOf,
  weightOfMarkdown,
} from "@/mapping/markup/bounds.ts";
import { type Block, emptyParagraph, isEmptyParagraph } from "@/mapping/markup/document.ts";
import { parseHtml } from "@/mapping/markup/html.ts";
import { readNodes } from "@/mapping/markup/html_reader.ts";
import { lexMarkdown, tooIntricate } from "@/mapping/markup/markdown_lexer.ts";
import { createTagFilter, type TagFilter } from "@/mapping/markup/tag_filter.ts";

/**
 * Markdown for people who write plain text: line breaks count, and so do spaces at the start of a line;
 * underlined headings, indented code and link definitions are plain text.
 */
function createParser(tags: TagFilter): Marked {
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

/**
 * What some Markdown says. Further blank lines between blocks are empty paragraphs. `null`: beyond the bounds
 * of formatted text.
 */
export function readFormatted(markdown: string): readonly Block[] | null {
  const source = markdown.replace(/\r\n?/g, "\n");
  if (weightOfMarkdown(source) > maxMarkdownWeight) return null;
  try {
    const blocks = readSigns(source);
    return weightOf(blocks) > maxWeight ? null : blocks;
  } catch (error) {
    if (error === tooIntricate) return null;
    throw error;
  }
}

function readSigns(source: string): readonly Block[] {
  const tags = createTagFilter();
  const parser = createParser(tags);
  const blocks: Block[] = [];
  const addEmpty = (count: number) => {
    for (let added = 0; added < count; added++) blocks.push(emptyParagraph);
  };
  let newlines = 2;
  for (const token of lexMarkdown(parser, source, tags)) {
    if (token.type === "space") {
      newlines += newlinesOf(token);
      continue;
    }
    newlines += /^\n*/.exec(token.raw)?.[0].length ?? 0;
    addEmpty(newlines - 2);
    const nodes = parseHtml(parser.parser([token]));
    if (nodes === null) throw tooIntricate;
    for (const block of readNodes(nodes)) blocks.push(block);
    newlines = newlinesAtEnd(token.raw);
  }
  if (blocks.every(isEmptyParagraph)) return [];
  addEmpty(newlines - 1);
  return blocks;
}

function newlinesOf({ raw }: Token): number {
  return raw.split("\n").length - 1;
}

function newlinesAtEnd(raw: string): number {
  let count = 0;
  while (raw[raw.length - 1 - count] === "\n") count += 1;
  return count;
}
