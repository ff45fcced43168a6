import type { Block, ListItem, TableCell } from "@/mapping/markup/document.ts";
import { longestTicks, type MarkdownStyle, writeInline } from "@/mapping/markup/markdown_inline.ts";

type List = Extract<Block, { kind: "list" }>;

/** Blocks as Markdown, one string each; `null`: there are no signs for it. */
export function writeBlocks(
  blocks: readonly Block[],
  style: MarkdownStyle,
): readonly (string | null)[] {
  const others = otherSigns(blocks);
  return blocks.map((block, at) => writeBlock(block, style, others[at] ?? false));
}

/** Of two lists in a row the second has other signs, or they would be one. */
export function otherSigns(blocks: readonly Block[]): readonly boolean[] {
  let other = false;
  return blocks.map((block, at) => {
    const before = blocks[at - 1];
    const isSecond = block.kind === "list" && before?.kind === "list" && areOne(before, block);
    return other = isSecond && !other;
  });
}

/** Whether the signs of the one would take in the other. */
function areOne(before: List, after: List): boolean {
  return (before.start === null) === (after.start === null) && hasBoxes(before) === hasBoxes(after);
}

function hasBoxes({ items }: List): boolean {
  return items[0] !== undefined && items[0].checked !== null;
}

/** What goes between two blocks: a list follows the line it belongs to. */
export function separator(before: Block, after: Block): string {
  if (before.kind === "list" && after.kind === "list") {
    return hasBoxes(before) === hasBoxes(after) ? "\n\n" : "\n";
  }
  const follows = before.kind === "paragraph" && after.kind === "list" &&
    (after.start === null || after.start === 1) && (after.items[0]?.blocks.length ?? 0) > 0;
  return follows ? "\n" : "\n\n";
}

/** `null`: there are no signs for it. `other`: a list with {@link otherSigns}. */
export function writeBlock(block: Block, style: MarkdownStyle, other: boolean): string | null {
  switch (block.kind) {
    case "paragraph":
      return writeInline(block.runs, style, false);
    case "heading":
      return `${"#".repeat(block.depth)} ${writeInline(block.runs, style, true)}`.trimEnd();
    case "code":
      return writeFence(block);
    case "rule":
      return "---";
    case "quote": {
      const inner = writeAll(block.blocks, style);
      return inner === null ? null : indent(inner, "> ", "> ");
    }
    case "list":
      return writeList(block, style, other);
    case "table":
      return writeTable(block.rows, style);
    case "element":
      return block.html;
  }
}

/** Blocks inside another. */
function writeAll(blocks: readonly Block[], style: MarkdownStyle): string | null {
  let all = "";
  for (const [at, markdown] of writeBlocks(blocks, style).entries()) {
    const [before, block] = [blocks[at - 1], blocks[at]];
    if (markdown === null || block === undefined) return null;
    all += (before === undefined ? "" : separator(before, block)) + markdown;
  }
  return all;
}

function indent(text: string, first: string, others: string): string {
  return text.split("\n").map((line, at) => ((at === 0 ? first : others) + line).trimEnd())
    .join("\n");
}

function writeFence({ language, text }: { readonly language: string; readonly text: string }) {
  const fence = "`".repeat(Math.max(2, longestTicks(text)) + 1);
  return `${fence}${language}\n${text}${text === "" ? "" : "\n"}${fence}`;
}

function writeList(
  { start, items }: List,
  style: MarkdownStyle,
  other: boolean,
): string | null {
  const written = items.map((item, at) => {
    const marker = start === null ? (other ? "* " : "- ") : `${start + at}${other ? ")" : "."} `;
    return writeItem(item, marker, style);
  });
  return written.includes(null) ? null : written.join("\n");
}

function writeItem(
  { checked, blocks }: ListItem,
  marker: string,
  style: MarkdownStyle,
): string | null {
  const inner = writeAll(blocks, style);
  if (inner === null) return null;
  const box = checked === null ? "" : checked ? "[x] " : "[ ] ";
  return indent(inner, marker + box, " ".repeat(marker.length));
}

function writeTable(
  rows: readonly (readonly TableCell[])[],
  style: MarkdownStyle,
): string | null {
  const [head, ...body] = rows;
  if (
    head === undefined || !rows.every((row, at) => row.every((cell) => isPlain(cell, at === 0)))
  ) {
    return null;
  }
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const write = (row: readonly TableCell[]) => line(row.map((cell) => writeCell(cell, style)));
  const rule = head.map(({ align }) => {
    const left = align === "left" || align === "center" ? ":" : "-";
    return `${left}-${align === "right" || align === "center" ? ":" : "-"}`;
  });
  return [write(head), line(rule), ...body.map(write)].join("\n");
}

function isPlain({ header, colspan, rowspan, blocks }: TableCell, isHead: boolean): boolean {
  const [block, more] = blocks;
  return header === isHead && colspan === 1 && rowspan === 1 && more === undefined &&
    (block === undefined || block.kind === "paragraph");
}

function writeCell({ blocks }: TableCell, style: MarkdownStyle): string {
  const [block] = blocks;
  if (block?.kind !== "paragraph") return "";
  return writeInline(block.runs, style, true).replaceAll("|", "\\|");
}
