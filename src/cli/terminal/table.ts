import { escapeControls } from "@/cli/terminal/escape.ts";
import { cutToWidth, padToWidth, textWidth } from "@/cli/terminal/width.ts";

interface Column {
  readonly title: string;
  /** Widest that the column may be; without: as wide as its widest cell. */
  readonly maxWidth?: number;
}

/** Lines of a table, each column as wide as what it holds; cells may come from anywhere. */
export function tableLines(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const cells = rows.map((row) =>
    columns.map(({ maxWidth }, at) => {
      const text = escapeControls(row[at] ?? "");
      return maxWidth === undefined ? text : cutToWidth(text, maxWidth);
    })
  );
  const titles = columns.map(({ title }) => title);
  const widths = columns.map((_, at) =>
    Math.max(...[titles, ...cells].map((row) => textWidth(row[at] ?? "")))
  );
  return [titles, ...cells].map((row) =>
    row.map((cell, at) => padToWidth(cell, widths[at] ?? 0)).join("  ").trimEnd()
  );
}
