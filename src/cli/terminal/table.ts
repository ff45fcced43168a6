import { escapeControls } from "@/words/escape.ts";
import { bold } from "@/cli/terminal/paint.ts";
import { cutToWidth, padToWidth, textWidth } from "@/cli/terminal/width.ts";

export interface Column {
  readonly title: string;
  /** Widest that the column may be; without: as wide as its widest cell. */
  readonly maxWidth?: number;
  /** Cut where the terminal is too narrow, the higher ones first; without: never. */
  readonly cut?: 1 | 2 | 3;
  /** How a cell looks that holds this; foreign texts are never asked. */
  readonly paint?: (cell: string) => string;
}

/** Of titles of tasks, which go last. */
export const titleColumn: Column = { title: "title", maxWidth: 60, cut: 1 };

const gap = 2;
const leastWidth = 8;

/**
 * Lines of a table, each column as wide as what it holds; cells may come from anywhere. `columns`: of the terminal,
 * which the lines do not exceed; `null`: as wide as they are.
 */
export function tableLines(
  described: readonly Column[],
  rows: readonly (readonly string[])[],
  columns: number | null = null,
): readonly string[] {
  const cells = rows.map((row) =>
    described.map(({ maxWidth }, at) => {
      const text = escapeControls(row[at] ?? "");
      return maxWidth === undefined ? text : cutToWidth(text, maxWidth);
    })
  );
  const titles = described.map(({ title }) => title);
  const natural = described.map((_, at) =>
    // Not by spread arguments: of those a runtime takes some ten thousand.
    [titles, ...cells].reduce((widest, row) => Math.max(widest, textWidth(row[at] ?? "")), 0)
  );
  const widths = columns === null ? natural : fitted(described, natural, columns);
  const line = (row: readonly string[], look: (cell: string, at: number) => string) =>
    row.map((cell, at) => {
      const cut = cutToWidth(cell, widths[at] ?? 0);
      const padded = at === row.length - 1 ? cut : padToWidth(cut, widths[at] ?? 0);
      return look(padded, at);
    }).join(" ".repeat(gap)).trimEnd();
  return [
    line(titles, (cell) => bold(cell)),
    ...cells.map((row) => line(row, (cell, at) => described[at]?.paint?.(cell) ?? cell)),
  ];
}

/** Takes from the widest of those that are to be cut first, then of the next ones. */
function fitted(
  described: readonly Column[],
  natural: readonly number[],
  columns: number,
): readonly number[] {
  const widths = [...natural];
  const excess = () =>
    widths.reduce((sum, width) => sum + width, gap * (widths.length - 1)) - columns;
  for (const cut of [3, 2, 1]) {
    while (excess() > 0) {
      const [widest] = described.map((_, at) => at)
        .filter((at) => described[at]?.cut === cut && (widths[at] ?? 0) > leastWidth)
        .toSorted((a, b) => (widths[b] ?? 0) - (widths[a] ?? 0));
      if (widest === undefined) break;
      widths[widest] = (widths[widest] ?? 0) - 1;
    }
  }
  return widths;
}
