import { DatabaseSync } from "node:sqlite";

/** Page size of a SQLite file, from its header. */
export function pageSizeOf(path: string): number {
  const header = Deno.readFileSync(path).subarray(0, 100);
  return new DataView(header.buffer).getUint16(16);
}

/** Zeros in the middle, as after a write that never reached the disk. */
export function blankPage(path: string, page: number): void {
  const pageSize = pageSizeOf(path);
  using file = Deno.openSync(path, { read: true, write: true });
  file.seekSync(page * pageSize, Deno.SeekMode.Start);
  file.writeSync(new Uint8Array(pageSize));
}

/** Behind the back of the log: what another version, or another program, would have done to it. */
export function alter(path: string, sql: string): void {
  const db = new DatabaseSync(path);
  db.exec(sql);
  db.close();
}

/** The one number that is asked for. */
export function numberIn(path: string, sql: string, ...cells: readonly string[]): number {
  const db = new DatabaseSync(path);
  const row = db.prepare(sql).get(...cells);
  db.close();
  return Number(Object.values(row ?? {})[0]);
}

/** Page, from 1, on which a table of the database begins. */
export function rootPageOf(path: string, table: string): number {
  return numberIn(path, "SELECT rootpage FROM sqlite_schema WHERE name = ?", table);
}
