import { DatabaseSync } from "node:sqlite";
import type { Row } from "../store/rows.ts";
import type { Store } from "../store/store.ts";

/** Keeps the store in a SQLite file: what is there is loaded, every transaction is written through. */
export function persist(store: Store, file: string): Disposable {
  const database = new DatabaseSync(file);
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    CREATE TABLE IF NOT EXISTS entity (kind TEXT, id INTEGER, body TEXT NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS sequence (kind TEXT PRIMARY KEY, last INTEGER NOT NULL) WITHOUT ROWID;
  `);
  for (const { kind, body } of database.prepare("SELECT kind, body FROM entity").iterate()) {
    store.tables.get(String(kind))?.load(JSON.parse(String(body)) as Row);
  }
  for (const { kind, last } of database.prepare("SELECT kind, last FROM sequence").iterate()) {
    store.tables.get(String(kind))?.loadLastId(Number(last));
  }

  const save = database.prepare("INSERT OR REPLACE INTO entity (kind, id, body) VALUES (?, ?, ?)");
  const remove = database.prepare("DELETE FROM entity WHERE kind = ? AND id = ?");
  const count = database.prepare("INSERT OR REPLACE INTO sequence (kind, last) VALUES (?, ?)");
  store.onCommit = (touched) => {
    database.exec("BEGIN IMMEDIATE");
    for (const [kind, ids] of touched) {
      const table = store.tables.get(kind);
      if (table === undefined) continue;
      for (const id of ids) {
        const row = table.row(id);
        if (row === undefined) remove.run(kind, id);
        else save.run(kind, id, JSON.stringify(row));
      }
      count.run(kind, table.lastId);
    }
    database.exec("COMMIT");
  };
  return { [Symbol.dispose]: () => database.close() };
}
