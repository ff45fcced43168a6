import type { Projection, ProjectionTable, Row, RowChange } from "@/domain/projection.ts";

export interface RowStore {
  /** @throws {SyncError} what a unique rule refuses with; nothing of this change is kept then. */
  apply(change: RowChange): void;
  /** A copy that changes on its own. */
  fork(): RowStore;
}

type Rows = Map<string, Row>;

/** Tables of projections as maps; the same row changes as on disk lead to the same rows. */
export function createRowStore(projections: readonly Projection[]): RowStore {
  const tables = projections.flatMap((projection) => projection.tables);
  return rowStore(new Map(tables.map((table) => [table.name, { table, rows: new Map() }])));
}

function rowStore(
  tables: ReadonlyMap<string, { readonly table: ProjectionTable; readonly rows: Rows }>,
): RowStore {
  function put(table: ProjectionTable, rows: Rows, row: Row): void {
    const key = keyOf(table, row);
    const empty = Object.fromEntries(Object.keys(table.columns).map((column) => [column, null]));
    const after = { ...empty, ...rows.get(key), ...row };
    for (const { columns, taken } of table.unique ?? []) {
      const same = columns.map((column) => [column, after[column] ?? null] as const);
      const holder = [...rows].find(([other, held]) =>
        other !== key && same.every(([column, cell]) => cell !== null && held[column] === cell)
      );
      if (holder !== undefined) throw taken(after, holder[1]);
    }
    rows.set(key, after);
  }

  return {
    apply(change) {
      const found = tables.get(change.table);
      if (found === undefined) throw new Error(`No projection has a table ${change.table}`);
      const { table, rows } = found;
      if (change.op === "put") return put(table, rows, change.row);
      for (const [key, row] of rows) {
        const matches = Object.entries(change.where).every(([c, cell]) => row[c] === cell);
        if (!matches) continue;
        if (change.op === "delete") rows.delete(key);
        else rows.set(key, { ...row, ...change.set });
      }
    },
    fork: () =>
      rowStore(
        new Map(
          [...tables].map(([name, { table, rows }]) => [name, { table, rows: new Map(rows) }]),
        ),
      ),
  };
}

function keyOf(table: ProjectionTable, row: Row): string {
  return JSON.stringify(table.key.map((column) => row[column] ?? null));
}
