import type { Row } from "./rows.ts";

/** Rows by id, in the order of their ids, with lookups that follow every change. */
export interface Table<T extends Row> {
  readonly name: string;
  readonly size: number;
  /** The highest id ever given. */
  readonly lastId: number;
  get(id: number): T | undefined;
  all(): Iterable<T>;
  insert(fields: Omit<T, "id">): T;
  save(row: T): T;
  remove(id: number): void;
  /** The rows of a key, in the order in which they came to it. */
  indexBy<K>(keyOf: (row: T) => K): (key: K) => readonly T[];
  /** The highest value of a key's rows; 0 without rows. Cheap while the highest row stays. */
  highestBy<K>(keyOf: (row: T) => K, valueOf: (row: T) => number): (key: K) => number;
}

/** What a table had before a change, so that the change can be taken back. */
export interface Change {
  readonly table: string;
  readonly id: number;
  readonly undo: () => void;
}

/** What persistence needs of a table beside its rows. */
export interface StoredTable {
  readonly name: string;
  readonly lastId: number;
  row(id: number): Row | undefined;
  load(row: Row): void;
  loadLastId(id: number): void;
  copy(): TableCopy;
  /** Everything is as it was then, also which id is given next. Cannot be taken back. */
  restore(copy: TableCopy): void;
}

/** A table as it was. */
export interface TableCopy {
  readonly rows: readonly Row[];
  readonly lastId: number;
}

interface TableParts<T extends Row> {
  readonly table: Table<T>;
  readonly stored: StoredTable;
}

type Follower<T> = (before: T | undefined, after: T | undefined) => void;

export function createTable<T extends Row>(
  name: string,
  record: (change: Change) => void,
): TableParts<T> {
  const rows = new Map<number, T>();
  const followers: Follower<T>[] = [];
  let lastId = 0;

  function put(id: number, after: T | undefined): void {
    const before = rows.get(id);
    if (after === undefined) rows.delete(id);
    else rows.set(id, after);
    for (const follow of followers) follow(before, after);
  }
  function change(id: number, after: T | undefined): void {
    const before = rows.get(id);
    record({ table: name, id, undo: () => put(id, before) });
    put(id, after);
  }

  const table: Table<T> = {
    name,
    get size() {
      return rows.size;
    },
    get lastId() {
      return lastId;
    },
    get: (id) => rows.get(id),
    all: () => rows.values(),
    insert(fields) {
      const before = lastId;
      record({ table: name, id: before + 1, undo: () => void (lastId = before) });
      lastId += 1;
      return table.save({ ...fields, id: lastId } as T);
    },
    save(row) {
      change(row.id, row);
      return row;
    },
    remove(id) {
      if (rows.has(id)) change(id, undefined);
    },
    indexBy: (keyOf) => follow(rows, followers, keyOf),
    highestBy: (keyOf, valueOf) => followHighest(rows, followers, { keyOf, valueOf }),
  };
  const stored: StoredTable = {
    name,
    get lastId() {
      return lastId;
    },
    row: (id) => rows.get(id),
    load(row) {
      put(row.id, row as T);
      lastId = Math.max(lastId, row.id);
    },
    loadLastId(id) {
      lastId = Math.max(lastId, id);
    },
    copy: () => ({ rows: [...rows.values()], lastId }),
    restore(copy) {
      for (const id of [...rows.keys()]) put(id, undefined);
      for (const row of copy.rows) put(row.id, row as T);
      lastId = copy.lastId;
    },
  };
  return { table, stored };
}

function follow<T extends Row, K>(
  rows: ReadonlyMap<number, T>,
  followers: Follower<T>[],
  keyOf: (row: T) => K,
): (key: K) => readonly T[] {
  const groups = new Map<K, Map<number, T>>();
  const apply = (before: T | undefined, after: T | undefined) => {
    const oldKey = before === undefined ? undefined : keyOf(before);
    const newKey = after === undefined ? undefined : keyOf(after);
    if (before !== undefined && (after === undefined || oldKey !== newKey)) {
      const group = groups.get(oldKey as K);
      group?.delete(before.id);
      if (group?.size === 0) groups.delete(oldKey as K);
    }
    if (after !== undefined) {
      const group = groups.get(newKey as K) ?? new Map<number, T>();
      group.set(after.id, after);
      groups.set(newKey as K, group);
    }
  };
  for (const row of rows.values()) apply(undefined, row);
  followers.push(apply);
  return (key) => [...groups.get(key)?.values() ?? []];
}

function followHighest<T extends Row, K>(
  rows: ReadonlyMap<number, T>,
  followers: Follower<T>[],
  { keyOf, valueOf }: { keyOf: (row: T) => K; valueOf: (row: T) => number },
): (key: K) => number {
  const highest = new Map<K, number>();
  followers.push((before, after) => {
    if (before !== undefined && valueOf(before) === highest.get(keyOf(before))) {
      highest.delete(keyOf(before));
      if (after !== undefined && keyOf(after) === keyOf(before)) {
        if (valueOf(after) >= valueOf(before)) highest.set(keyOf(after), valueOf(after));
        return;
      }
    }
    if (after === undefined) return;
    const known = highest.get(keyOf(after));
    if (known !== undefined && valueOf(after) > known) highest.set(keyOf(after), valueOf(after));
  });
  return (key) => {
    let value = highest.get(key);
    if (value !== undefined) return value;
    value = 0;
    for (const row of rows.values()) {
      if (keyOf(row) === key) value = Math.max(value, valueOf(row));
    }
    highest.set(key, value);
    return value;
  };
}
