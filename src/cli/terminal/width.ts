import { withoutPaint } from "@/cli/terminal/paint.ts";

const wide = new RegExp(
  "^(?:\\p{Emoji_Presentation}|[\\u1100-\\u115f\\u2e80-\\u303e\\u3041-\\ua4cf\\ua960-\\ua97c" +
    "\\uac00-\\ud7a3\\uf900-\\ufaff\\ufe30-\\ufe6f\\uff01-\\uff60\\uffe0-\\uffe6" +
    "\\u{1b000}-\\u{1b2ff}\\u{20000}-\\u{3fffd}])|\\ufe0f",
  "u",
);
const invisible = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;
const plain = /^[\x20-\x7e]*$/;

let segmenter: Intl.Segmenter | null = null;

/** Made when it is first needed: it takes 20 ms, and plain text does without. */
function graphemesOf(text: string): Iterable<Intl.SegmentData> {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: "grapheme" });
  return segmenter.segment(text);
}

function graphemeWidth(grapheme: string): number {
  if (invisible.test(grapheme)) return 0;
  return wide.test(grapheme) ? 2 : 1;
}

/** Columns that a terminal needs for a text without control characters. */
export function textWidth(marked: string): number {
  const text = withoutPaint(marked);
  if (plain.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemesOf(text)) width += graphemeWidth(segment);
  return width;
}

/** At most `columns` wide, with `…` where something was cut off. */
export function cutToWidth(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  let cut = "";
  let width = 1;
  for (const { segment } of graphemesOf(text)) {
    width += graphemeWidth(segment);
    if (width > columns) break;
    cut += segment;
  }
  return columns < 1 ? "" : `${cut}…`;
}

/** Filled up with spaces at its end. */
export function padToWidth(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - textWidth(text)));
}

/** All of a text, by lines that are at most `columns` wide, broken between words where there are any. */
export function wrapToWidth(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  let width = 0;
  /** Where the last word of the line begins, and how wide it is up to there. */
  let word = { at: 0, width: 0 };

  function endLine(at: number, upTo: number): void {
    lines.push(line.slice(0, at).trimEnd());
    line = line.slice(at);
    width -= upTo;
    word = { at: 0, width: 0 };
  }

  for (const grapheme of plain.test(text) ? text : segmentsOf(text)) {
    const isSpace = grapheme.trim() === "";
    const next = graphemeWidth(grapheme);
    while (width + next > columns && line !== "") {
      if (word.at > 0 && !isSpace) endLine(word.at, word.width);
      else endLine(line.length, width);
    }
    if (isSpace && line === "" && lines.length > 0) continue;
    line += grapheme;
    width += next;
    if (isSpace) word = { at: line.length, width };
  }
  return line.trim() === "" && lines.length > 0 ? lines : [...lines, line];
}

function* segmentsOf(text: string): Iterable<string> {
  for (const { segment } of graphemesOf(text)) yield segment;
}
