import type { ListLease } from "@/ports/list_store.ts";
import type { Runtime } from "@/ports/runtime.ts";
import type { Database } from "@/adapters/postgres/database.ts";

const clear = `
  WITH own AS (
    UPDATE vikunja_sync.lists SET head = 0, id = $3
    WHERE list = $1 AND epoch = $2::bigint AND until > clock_timestamp() RETURNING list
  ), events AS (
    DELETE FROM vikunja_sync.events WHERE list IN (SELECT list FROM own)
  ), links AS (
    DELETE FROM vikunja_sync.links WHERE list IN (SELECT list FROM own)
  )
  SELECT list FROM own`;

const settle = `UPDATE vikunja_sync.lists SET moved_to = $3
  WHERE list = $1 AND epoch = $2::bigint AND until > clock_timestamp() RETURNING list`;

const others = ["events", "links", "requests", "secrets", "notices"];

const remove = `
  WITH own AS (
    DELETE FROM vikunja_sync.lists
    WHERE list = $1 AND epoch = $2::bigint AND until > clock_timestamp() RETURNING list
  ), ${
  others.map((table) =>
    `${table} AS (DELETE FROM vikunja_sync.${table} WHERE list IN (SELECT list FROM own))`
  ).join(", ")
}
  SELECT list FROM own`;

/** @throws {SyncError} `FENCED` */
export async function removeList(db: Database, list: string, lease: ListLease): Promise<void> {
  const [row] = await db.query(remove, [list, lease.epoch]);
  if (row === undefined) throw lease.lose("another host has taken it over");
}

/** @throws {SyncError} `FENCED` */
export async function clearList(
  db: Database,
  list: string,
  lease: ListLease,
  { uuid }: Pick<Runtime, "uuid">,
): Promise<string> {
  const id = uuid();
  const [row] = await db.query(clear, [list, lease.epoch, id]);
  if (row === undefined) throw lease.lose("another host has taken it over");
  return id;
}

/** @throws {SyncError} `FENCED` */
export async function settleList(
  db: Database,
  list: string,
  lease: ListLease,
  movedTo: string | null,
): Promise<void> {
  const [row] = await db.query(settle, [list, lease.epoch, movedTo]);
  if (row === undefined) throw lease.lose("another host has taken it over");
}
