import { type Block, isEmptyParagraph, linksOf, meaning } from "@/mapping/markup/document.ts";
import { escapeKinds } from "@/mapping/markup/escapes.ts";
import { writeHtml } from "@/mapping/markup/html_writer.ts";
import { separator, writeBlocks } from "@/mapping/markup/markdown_blocks.ts";
import type { MarkdownStyle } from "@/mapping/markup/markdown_inline.ts";
import { readMarkdown } from "@/mapping/markup/markdown_reader.ts";

const plain: MarkdownStyle = { emphasis: "*", bareAddresses: true, escapes: new Set() };
const styles: readonly MarkdownStyle[] = [
  plain,
  { ...plain, emphasis: "_" },
  { ...plain, bareAddresses: false },
  { ...plain, emphasis: "tags", bareAddresses: false },
];

/**
 * Markdown that reads as exactly this document: with as few escapes as that takes, and what has no signs
 * in Markdown as a line of HTML. Every answer is read again before it is given.
 */
export function writeMarkdown(blocks: readonly Block[]): string {
  if (blocks.every(isEmptyParagraph)) return "";
  const filled = blocks.filter((block) => !isEmptyParagraph(block));
  const simple = assemble(
    blocks,
    writeBlocks(filled, plain).map((text, at) => text ?? asHtml(filled[at])),
  );
  if (says(simple, blocks)) return simple;
  const exact = assemble(blocks, filled.map((block, at) => writeExactly(filled, block, at)));
  return says(exact, blocks) ? exact : assemble(blocks, filled.map(asHtml));
}

function says(markdown: string, blocks: readonly Block[]): boolean {
  const read = readMarkdown(markdown);
  return meaning(read) === meaning(blocks) && linksOf(blocks).isSubsetOf(linksOf(read));
}

function asHtml(block: Block | undefined): string {
  return block === undefined ? "" : writeHtml([block]).replaceAll("\n", "&#10;");
}

function writeExactly(all: readonly Block[], block: Block, at: number): string {
  for (const style of styles) {
    const write = (escapes: MarkdownStyle["escapes"]) =>
      writeBlocks(all.slice(0, at + 1), { ...style, escapes }).at(-1) ?? null;
    const isExact = (text: string | null): text is string => text !== null && says(text, [block]);
    const bare = write(new Set());
    if (bare === null) break;
    if (isExact(bare)) return bare;
    const kinds = new Set(escapeKinds);
    let best = write(kinds);
    if (!isExact(best)) continue;
    for (const kind of escapeKinds) {
      const fewer = write(new Set([...kinds].filter((other) => other !== kind)));
      if (fewer !== best && !isExact(fewer)) continue;
      kinds.delete(kind);
      best = fewer;
    }
    return best ?? "";
  }
  return asHtml(block);
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
