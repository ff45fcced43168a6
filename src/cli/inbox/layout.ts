import { cutToWidth, padToWidth, textWidth, wrapToWidth } from "@/cli/terminal/width.ts";
import { escapeControls } from "@/words/escape.ts";

/** Foreign text, fit for one line and to be measured. */
export function plain(text: string): string {
  return escapeControls(text.replaceAll("\t", "    "));
}

/** Nobody reads more of one value on a screen, and it is laid out anew with each key. */
const mostShown = 20_000;

/** Foreign text, by lines of that width; how much is left out is said. */
export function wrapped(lines: readonly string[], width: number): readonly string[] {
  const wrap = (line: string) => wrapToWidth(plain(line), Math.max(1, width));
  const all: string[] = [];
  let room = mostShown;
  for (const line of lines) {
    all.push(...wrap(line.slice(0, room)));
    room -= line.length + 1;
    if (room <= 0) break;
  }
  const length = lines.reduce((sum, line) => sum + line.length + 1, 0);
  return length <= mostShown + 1 ? all : [...all, ...wrap(`… ${length - 1} characters in all`)];
}

export function indented(lines: readonly string[], by: string): readonly string[] {
  return lines.map((line) => `${by}${line}`);
}

/** Two cells beside each other. */
export function beside(
  left: readonly string[],
  right: readonly string[],
  columns: number,
): readonly string[] {
  const width = cellWidth(columns);
  return Array.from({ length: Math.max(left.length, right.length) }, (_, at) => {
    const cell = padToWidth(cutToWidth(left[at] ?? "", width), width);
    return `${cell}${gap}${cutToWidth(right[at] ?? "", width)}`.trimEnd();
  });
}

const gap = "  ";
/** Below it one value stands under the other. */
const leastBeside = 60;

export function isWide(columns: number): boolean {
  return columns >= leastBeside;
}

export function cellWidth(columns: number): number {
  return isWide(columns) ? Math.floor((columns - gap.length) / 2) : columns;
}

/** A text at each end of a line; the right one goes where both have no place. */
export function ends(left: string, right: string, columns: number): string {
  const cut = cutToWidth(left, columns);
  const room = columns - textWidth(cut) - 1;
  return room < textWidth(right) ? cut : `${padToWidth(cut, columns - textWidth(right))}${right}`;
}
