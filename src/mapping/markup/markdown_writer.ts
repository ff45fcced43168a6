import { weightOfMarkdown } from "@/mapping/markup/bounds.ts";
import { type Block, isEmptyParagraph, linksOf, meaning } from "@/mapping/markup/document.ts";
import { type EscapeKind, escapeKinds } from "@/mapping/markup/escapes.ts";
import { writeHtml } from "@/mapping/markup/html_writer.ts";
import {
  otherSigns,
  separator,
  writeBlock,
  writeBlocks,
} from "@/mapping/markup/markdown_blocks.ts";
import type { MarkdownStyle } from "@/mapping/markup/markdown_inline.ts";
import { readFormatted } from "@/mapping/markup/markdown_reader.ts";

const plain: MarkdownStyle = { emphasis: "*", bareAddresses: true, escapes: new Set() };
const styles: readonly MarkdownStyle[] = [
  plain,
  { ...plain, emphasis: "_" },
  { ...plain, bareAddresses: false },
  { ...plain, emphasis: "tags", bareAddresses: false },
];

/** Of all that is read to find the text with the fewest escapes; of that, all beyond which any escape will do. */
const maxTriedWeight = 80_000;
const maxChosenWeight = 40_000;
/** What reading a text costs besides its length. */
const readWeight = 50;

/**
 * Markdown that reads as exactly this document: with as few escapes as that takes, and what has no signs
 * in Markdown as a line of HTML. Every answer is read again before it is given. `null`: none does, the
 * document is too large or too intricate.
 */
export function writeMarkdown(blocks: readonly Block[]): string | null {
  if (blocks.every(isEmptyParagraph)) return "";
  const filled = blocks.filter((block) => !isEmptyParagraph(block));
  const says = reading(blocks);
  const simple = assemble(
    blocks,
    writeBlocks(filled, plain).map((text, at) => text ?? asHtml(filled[at])),
  );
  if (says(simple)) return simple;
  const exact = assemble(blocks, writeAllExactly(filled));
  if (says(exact)) return exact;
  const html = assemble(blocks, filled.map(asHtml));
  return says(html) ? html : null;
}

/** Tells whether a text says exactly this. */
function reading(blocks: readonly Block[]): (markdown: string) => boolean {
  const meant = meaning(blocks);
  const links = linksOf(blocks);
  return (markdown) => {
    const read = readFormatted(markdown);
    return read !== null && meaning(read) === meant && links.isSubsetOf(linksOf(read));
  };
}

function asHtml(block: Block | undefined): string {
  return block === undefined ? "" : writeHtml([block]).replaceAll("\n", "&#10;");
}

/** Blocks by themselves; once too much was tried, the rest as HTML. */
function writeAllExactly(blocks: readonly Block[]): readonly string[] {
  const others = otherSigns(blocks);
  let left = maxTriedWeight;
  return blocks.map((block, at) => {
    if (left < 0) return asHtml(block);
    const says = reading([block]);
    const known = new Map<string, boolean>();
    const text = writeExactly({
      write: (style) => writeBlock(block, style, others[at] ?? false),
      isExact(text) {
        const before = known.get(text);
        if (before !== undefined) return before;
        left -= readWeight + weightOfMarkdown(text);
        const isIt = left >= 0 && says(text);
        known.set(text, isIt);
        return isIt;
      },
      isChosen: left > maxTriedWeight - maxChosenWeight,
    });
    return text ?? asHtml(block);
  });
}

interface Attempt {
  readonly write: (style: MarkdownStyle) => string | null;
  readonly isExact: (text: string) => boolean;
  /** Whether as few escapes as can be are looked for. */
  readonly isChosen: boolean;
}

function writeExactly({ write, isExact, isChosen }: Attempt): string | null {
  for (const style of styles) {
    const bare = write({ ...style, escapes: new Set() });
    if (bare === null) return null;
    if (isExact(bare)) return bare;
    const full = write({ ...style, escapes: new Set(escapeKinds) });
    if (full === null || full === bare || !isExact(full)) continue;
    if (!isChosen) return full;
    const escaped = (kinds: readonly EscapeKind[]) =>
      write({ ...style, escapes: new Set(kinds) }) ?? full;
    const kinds = escapeKinds.filter((kind) => escaped([kind]) !== bare);
    return withFewestEscapes(kinds, escaped, isExact);
  }
  return null;
}

function withFewestEscapes(
  all: readonly EscapeKind[],
  write: (kinds: readonly EscapeKind[]) => string,
  isExact: (text: string) => boolean,
): string {
  let kinds = all;
  for (const kind of all) {
    const fewer = kinds.filter((other) => other !== kind);
    if (isExact(write(fewer))) kinds = fewer;
  }
  return write(kinds);
}

/** Empty paragraphs are further blank lines. */
function assemble(blocks: readonly Block[], written: readonly string[]): string {
  let markdown = "";
  let empty = 0;
  let before: Block | null = null;
  let next = 0;
  for (const block of blocks) {
    if (isEmptyParagraph(block)) {
      empty += 1;
      continue;
    }
    const gap = before === null ? "" : empty > 0 ? "\n\n" : separator(before, block);
    markdown += gap + "\n".repeat(empty) + (written[next] ?? "");
    next += 1;
    before = block;
    empty = 0;
  }
  return markdown + (empty === 0 ? "" : "\n".repeat(empty + 1));
}
