import type { Json } from "@/domain/json.ts";
import type { Row } from "@/domain/projection.ts";
import { frozenCopy } from "@/adapters/memory/frozen_copy.ts";
import { compareCells, type RowTable } from "@/adapters/memory/row_store.ts";

/** The tables of a log that is open. @throws {SyncError} it was closed. */
export type TableOf = (name: string) => RowTable;

/** Ends of an order by one column; rows that are equal there stay in the order they came. */
export function sortedBy(rows: readonly Row[], ...columns: readonly string[]): readonly Row[] {
  return rows.toSorted((a, b) => {
    for (const column of columns) {
      const order = compareCells(a[column] ?? null, b[column] ?? null);
      if (order !== 0) return order;
    }
    return 0;
  });
}

export function rowsWhere(table: RowTable, isWanted: (row: Row) => boolean): readonly Row[] {
  const rows: Row[] = [];
  for (const row of table.all()) if (isWanted(row)) rows.push(row);
  return rows;
}

export function textOf(row: Row | undefined, column: string): string {
  return String(row?.[column] ?? "");
}

export function textOrNull(row: Row | undefined, column: string): string | null {
  const cell = row?.[column];
  return typeof cell === "string" ? cell : null;
}

/** Rows are never changed, only replaced: what was read of one is good for as long as it is there. */
const parsed = new WeakMap<Row, Map<string, Json>>();

/** What a column holds as JSON text; `null` where it holds nothing. */
export function jsonOf(row: Row, column: string): Json {
  const known = parsed.get(row) ?? new Map<string, Json>();
  const found = known.get(column);
  if (found !== undefined) return found;
  const cell = row[column] ?? null;
  const value = cell === null ? null : frozenCopy(JSON.parse(String(cell)) as Json);
  parsed.set(row, known.set(column, value));
  return value;
}

const nothing: readonly Json[] = Object.freeze([]);

/** The same of a list; none where it holds nothing. */
export function listOf(row: Row, column: string): readonly Json[] {
  const cell = row[column] ?? null;
  if (cell === null || cell === "[]") return nothing;
  const list = jsonOf(row, column);
  return Array.isArray(list) ? list : nothing;
}
