import type { Block, Mark, Run } from "@/mapping/markup/document.ts";

/**
 * What is worked on as formatted text, in characters, where a paragraph, a piece of formatting or a line
 * counts as many. Beyond it only the text goes over: nobody's description may hold up everybody's tasks.
 */
export const maxWeight = 64_000;
/** Of Markdown: signs and escapes come on top of what they say. */
export const maxMarkdownWeight = 2 * maxWeight;
/** Of HTML: tags and their attributes, which may say nothing at all. */
export const maxHtmlLength = 512_000;
export const maxNodes = 16_000;

const pieceWeight = 16;
const signWeight = 8;
const signs = /[*_~`[\]<>&\\!@|#]|https?:|www\.| {2}|\t/g;

export function weightOfMarkdown(markdown: string): number {
  return markdown.length + pieceWeight * (markdown.split("\n", maxNodes).length - 1) +
    signWeight * signsIn(markdown);
}

export function signsIn(markdown: string): number {
  return markdown.match(signs)?.length ?? 0;
}

export function weightOf(blocks: readonly Block[]): number {
  let weight = 0;
  for (const block of blocks) weight += pieceWeight + inBlock(block);
  return weight;
}

function inBlock(block: Block): number {
  switch (block.kind) {
    case "paragraph":
    case "heading":
      return inRuns(block.runs);
    case "code":
      return block.text.length + block.language.length;
    case "rule":
      return 0;
    case "quote":
      return weightOf(block.blocks);
    case "list":
      return block.items.reduce((sum, { blocks }) => sum + pieceWeight + weightOf(blocks), 0);
    case "table":
      return block.rows.flat().reduce((sum, { blocks }) => sum + pieceWeight + weightOf(blocks), 0);
    case "element":
      return block.html.length;
  }
}

function inRuns(runs: readonly Run[]): number {
  let weight = 0;
  for (const run of runs) {
    weight += pieceWeight + inRun(run);
    for (const mark of run.marks) weight += inMark(mark);
  }
  return weight;
}

function inRun(run: Run): number {
  switch (run.kind) {
    case "text":
      return run.text.length;
    case "break":
      return 0;
    case "image":
      return run.src.length + run.alt.length + run.title.length;
    case "element":
      return run.html.length;
  }
}

function inMark(mark: Mark): number {
  switch (mark.name) {
    case "link":
      return mark.href.length + mark.title.length;
    case "tag":
      return mark.attributes.length;
    case "strong":
    case "em":
    case "s":
    case "code":
      return 1;
  }
}
