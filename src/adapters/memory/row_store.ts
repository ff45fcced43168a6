import type { Cell, Projection, ProjectionTable, Row, RowChange } from "@/domain/projection.ts";

/** Rows as they are now. */
export interface RowTable {
  /** By the cells of its key. */
  get(...key: readonly Cell[]): Row | undefined;
  /** By the one column of a unique rule. */
  holding(column: string, cell: Cell): Row | undefined;
  /** In the order they came. */
  all(): Iterable<Row>;
  readonly size: number;
}

export interface RowStore {
  /** All of the changes or, where a unique rule throws its refusal, none. */
  apply(changes: readonly RowChange[]): void;
  table(name: string): RowTable;
  /** Sorted by key. */
  rows(table: string): readonly Row[];
  /** The same rows, from now on apart. */
  copy(): RowStore;
}

type Holders = ReadonlyMap<string, Map<Cell, Cell>>;

interface MemoryTable {
  readonly table: ProjectionTable;
  readonly empty: Row;
  readonly rows: Map<Cell, Row>;
  /** By the columns of each unique rule: the values there → key of the row that has them. */
  readonly holders: Holders;
}

type Tables = ReadonlyMap<string, MemoryTable>;

/** Tables of projections as maps; the same row changes as on disk lead to the same rows. */
export function createRowStore(projections: readonly Projection[]): RowStore {
  const described = projections.flatMap((projection) => projection.tables);
  return storeOf(new Map(described.map((table) => [table.name, emptyTable(table)])));
}

function storeOf(tables: Tables): RowStore {
  const views = new Map([...tables].map(([name, table]) => [name, rowTable(table)]));
  return {
    apply(changes) {
      const undo: (() => void)[] = [];
      try {
        for (const change of changes) applyOne(found(tables, change.table), change, undo);
      } catch (thrown) {
        for (const step of undo.reverse()) step();
        throw thrown;
      }
    },
    table: (name) => found(views, name),
    rows(name) {
      const { table, rows } = found(tables, name);
      return [...rows.values()].sort((a, b) => compareRows(a, b, table.key));
    },
    copy: () => storeOf(new Map([...tables].map(([name, table]) => [name, copyOf(table)]))),
  };
}

function emptyTable(table: ProjectionTable): MemoryTable {
  return {
    table,
    empty: Object.fromEntries(Object.keys(table.columns).map((column) => [column, null])),
    rows: new Map(),
    holders: new Map((table.unique ?? []).map(({ columns }) => [columns.join(), new Map()])),
  };
}

function copyOf({ table, empty, rows, holders }: MemoryTable): MemoryTable {
  const copied = new Map([...holders].map(([columns, keys]) => [columns, new Map(keys)]));
  return { table, empty, rows: new Map(rows), holders: copied };
}

function found<T>(tables: ReadonlyMap<string, T>, name: string): T {
  const table = tables.get(name);
  if (table === undefined) throw new Error(`No projection has a table ${name}`);
  return table;
}

function rowTable({ rows, holders }: MemoryTable): RowTable {
  return {
    get: (...key) => rows.get(key.length === 1 ? key[0] ?? null : JSON.stringify(key)),
    holding(column, cell) {
      const key = holders.get(column)?.get(cell);
      return key === undefined ? undefined : rows.get(key);
    },
    all: () => rows.values(),
    get size() {
      return rows.size;
    },
  };
}

function applyOne(into: MemoryTable, change: RowChange, undo: (() => void)[]): void {
  if (change.op === "put") {
    const key = keyOf(into.table.key, change.row);
    return replace(into, key, { ...(into.rows.get(key) ?? into.empty), ...change.row }, undo);
  }
  for (const [key, row] of rowsWhere(into, change.where)) {
    replace(into, key, change.op === "delete" ? null : { ...row, ...change.set }, undo);
  }
}

function replace(into: MemoryTable, key: Cell, row: Row | null, undo: (() => void)[]): void {
  const before = into.rows.get(key) ?? null;
  if (row !== null) refuseTaken(into, key, row);
  set(into, key, before, row);
  undo.push(() => set(into, key, row, before));
}

function set(into: MemoryTable, key: Cell, before: Row | null, after: Row | null): void {
  if (into.table.unique !== undefined) {
    for (const { columns } of into.table.unique) {
      const keys = into.holders.get(columns.join());
      if (before !== null) keys?.delete(keyOf(columns, before));
      if (after !== null) keys?.set(keyOf(columns, after), key);
    }
  }
  if (after === null) into.rows.delete(key);
  else into.rows.set(key, after);
}

function refuseTaken(into: MemoryTable, key: Cell, row: Row): void {
  for (const { columns, taken } of into.table.unique ?? []) {
    if (columns.some((column) => row[column] === null)) continue;
    const holder = into.holders.get(columns.join())?.get(keyOf(columns, row));
    const held = holder === undefined || holder === key ? undefined : into.rows.get(holder);
    if (held !== undefined) throw taken(row, held);
  }
}

function rowsWhere(into: MemoryTable, where: Row): readonly (readonly [Cell, Row])[] {
  if (into.table.key.every((column) => column in where)) {
    const key = keyOf(into.table.key, where);
    const row = into.rows.get(key);
    return row !== undefined && fits(row, where) ? [[key, row]] : [];
  }
  return [...into.rows].filter(([, row]) => fits(row, where));
}

function fits(row: Row, where: Row): boolean {
  for (const column in where) if (row[column] !== where[column]) return false;
  return true;
}

/** One cell is its own key. */
function keyOf(columns: readonly string[], row: Row): Cell {
  if (columns.length === 1) return row[columns[0] ?? ""] ?? null;
  return JSON.stringify(columns.map((column) => row[column] ?? null));
}

function compareRows(a: Row, b: Row, columns: readonly string[]): number {
  for (const column of columns) {
    const order = compareCells(a[column] ?? null, b[column] ?? null);
    if (order !== 0) return order;
  }
  return 0;
}

/** As SQLite orders them: nothing, numbers, texts. */
export function compareCells(a: Cell, b: Cell): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? -1 : 1;
  if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
  return a < b ? -1 : 1;
}
