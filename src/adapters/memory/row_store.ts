import type { Cell, Projection, ProjectionTable, Row, RowChange } from "@/domain/projection.ts";

export interface RowStore {
  /** All of the changes or, where a unique rule throws its refusal, none. */
  apply(changes: readonly RowChange[]): void;
  /** Sorted by key. */
  rows(table: string): readonly Row[];
}

interface MemoryTable {
  readonly table: ProjectionTable;
  readonly rows: Map<string, Row>;
  /** Per unique rule: the values there → key of the row that has them. */
  readonly holders: readonly Map<string, string>[];
}

/** Tables of projections as maps; the same row changes as on disk lead to the same rows. */
export function createRowStore(projections: readonly Projection[]): RowStore {
  const tables = new Map(
    projections.flatMap((projection) => projection.tables).map((table) => [
      table.name,
      { table, rows: new Map(), holders: (table.unique ?? []).map(() => new Map()) },
    ]),
  );
  return {
    apply(changes) {
      const undo: (() => void)[] = [];
      try {
        for (const change of changes) applyOne(memoryTable(tables, change.table), change, undo);
      } catch (thrown) {
        for (const step of undo.reverse()) step();
        throw thrown;
      }
    },
    rows: (name) =>
      [...memoryTable(tables, name).rows].sort(([a], [b]) => a < b ? -1 : 1).map(([, row]) => row),
  };
}

function memoryTable(tables: ReadonlyMap<string, MemoryTable>, name: string): MemoryTable {
  const found = tables.get(name);
  if (found === undefined) throw new Error(`No projection has a table ${name}`);
  return found;
}

function applyOne(into: MemoryTable, change: RowChange, undo: (() => void)[]): void {
  if (change.op === "put") {
    const key = keyOf(into.table.key, change.row);
    return replace(into, key, { ...(into.rows.get(key) ?? emptyRow(into)), ...change.row }, undo);
  }
  for (const [key, row] of rowsWhere(into, change.where)) {
    replace(into, key, change.op === "delete" ? null : { ...row, ...change.set }, undo);
  }
}

function replace(into: MemoryTable, key: string, row: Row | null, undo: (() => void)[]): void {
  const before = into.rows.get(key) ?? null;
  if (row !== null) refuseTaken(into, key, row);
  set(into, key, before, row);
  undo.push(() => set(into, key, row, before));
}

function set(into: MemoryTable, key: string, before: Row | null, after: Row | null): void {
  for (const [index, { columns }] of (into.table.unique ?? []).entries()) {
    if (before !== null) into.holders[index]?.delete(keyOf(columns, before));
    if (after !== null) into.holders[index]?.set(keyOf(columns, after), key);
  }
  if (after === null) into.rows.delete(key);
  else into.rows.set(key, after);
}

function refuseTaken(into: MemoryTable, key: string, row: Row): void {
  for (const [index, { columns, taken }] of (into.table.unique ?? []).entries()) {
    if (columns.some((column) => row[column] === null)) continue;
    const holder = into.holders[index]?.get(keyOf(columns, row));
    const held = holder === undefined || holder === key ? undefined : into.rows.get(holder);
    if (held !== undefined) throw taken(row, held);
  }
}

function rowsWhere(into: MemoryTable, where: Row): readonly (readonly [string, Row])[] {
  const matches = (row: Row) => Object.entries(where).every(([column, c]) => row[column] === c);
  if (into.table.key.every((column) => column in where)) {
    const key = keyOf(into.table.key, where);
    const row = into.rows.get(key);
    return row !== undefined && matches(row) ? [[key, row]] : [];
  }
  return [...into.rows].filter(([, row]) => matches(row));
}

function keyOf(columns: readonly string[], row: Row): string {
  return JSON.stringify(columns.map((column): Cell => row[column] ?? null));
}

function emptyRow({ table }: MemoryTable): Row {
  return Object.fromEntries(Object.keys(table.columns).map((column) => [column, null]));
}
