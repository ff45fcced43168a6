import type { BenchRow } from "./row.ts";

/** One line a figure, columns aligned. */
export function showTable(rows: readonly BenchRow[], title: string): string {
  const lines = [
    ["figure", "ours", "floor", "ratio", "target", "met", "floor is"],
    ...rows.map((row) => [
      row.name,
      amount(row.value, row.unit),
      row.floor === null ? "–" : amount(row.floor, row.unit),
      row.ratio === null ? "–" : row.ratio.toFixed(2),
      row.target,
      row.met ? "yes" : "NO",
      row.floorName,
    ]),
  ];
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0))
  );
  const padded = lines.map((line) =>
    line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ").trimEnd()
  );
  return [title, ...padded].join("\n");
}

function amount(value: number, unit: string): string {
  return `${unit === "s" ? value.toFixed(3) : value} ${unit}`;
}
