import type { SyncError } from "@/domain/errors.ts";
import type { Cell, ProjectionTable, Row, RowChange } from "@/domain/projection.ts";
import type { Database } from "@/adapters/sqlite/database.ts";

/** What a unique rule makes of changes that are not written yet. */
interface UniqueRows {
  /** Counts the change in; or why it is refused. */
  take(change: RowChange): SyncError | null;
  /** As it was at the last `keep`. */
  takeBack(): void;
  keep(): void;
  /** Values of the rule whose holder is another than in the table, by its key. */
  moves(): readonly { readonly value: Cell; readonly from: Cell; readonly to: Cell }[];
}

/** Of a table with one column as key, and one unique rule over one other. */
export function createUniqueRows(db: Database, table: ProjectionTable): UniqueRows {
  const [key = ""] = table.key;
  const [rule] = table.unique ?? [];
  const [column = ""] = rule?.columns ?? [];
  const byKey = db.statement(`SELECT * FROM ${table.name} WHERE ${key} = ?`);
  const byValue = db.statement(`SELECT * FROM ${table.name} WHERE ${column} = ?`);
  const rows = new Map<Cell, Row | null>();
  const holders = new Map<Cell, Cell>();
  let undo: (() => void)[] = [];

  function set<V>(map: Map<Cell, V>, at: Cell, value: V): void {
    const before = map.get(at);
    undo.push(() => before === undefined ? map.delete(at) : map.set(at, before));
    map.set(at, value);
  }

  function rowOf(holder: Cell): Row | null {
    const known = rows.get(holder);
    return known === undefined ? byKey.get(holder) ?? null : known;
  }

  /** Whoever has the value in the table. */
  function storedHolder(value: Cell): Cell {
    return byValue.get(value)?.[key] ?? null;
  }

  function holderOf(value: Cell): Cell {
    const known = holders.get(value);
    return known === undefined ? storedHolder(value) : known;
  }

  function put(row: Row): SyncError | null {
    const own = row[key] ?? null;
    const value = row[column] ?? null;
    const holder = holderOf(value);
    if (holder !== null && holder !== own) return rule?.taken(row, rowOf(holder) ?? {}) ?? null;
    release(own);
    set(rows, own, row);
    set(holders, value, own);
    return null;
  }

  function release(own: Cell): void {
    const before = rowOf(own);
    if (before !== null) set(holders, before[column] ?? null, null);
  }

  return {
    take(change) {
      switch (change.op) {
        case "put":
          return put(change.row);
        case "delete": {
          const own = change.where[key] ?? null;
          release(own);
          set(rows, own, null);
          return null;
        }
        case "update":
          throw new Error(`Rows of ${table.name} are put or deleted`);
      }
    },
    takeBack() {
      for (const step of undo.reverse()) step();
      undo = [];
    },
    keep: () => void (undo = []),
    moves: () =>
      [...holders].flatMap(([value, to]) => {
        const from = storedHolder(value);
        return from === to ? [] : [{ value, from, to }];
      }),
  };
}
