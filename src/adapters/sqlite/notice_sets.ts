import type {
  Flight,
  Forgetting,
  NoticeSets,
  Reservation,
  Reserver,
  SetView,
  Taken,
} from "@/ports/notice_sets.ts";
import type { Runtime } from "@/ports/runtime.ts";
import type { Row } from "@/domain/projection.ts";
import type { Database } from "@/adapters/sqlite/database.ts";
import { countOf } from "@/adapters/sqlite/log_reader.ts";
import { openNotices } from "@/adapters/sqlite/notices_file.ts";

/**
 * Sets in a file of their own, so that nobody waits for whoever has the log.
 * @throws {SyncError} `STATE_DAMAGED`, `LOG_NEWER`, `CONFIG`, `DISK_FULL`, `LOCKED`.
 */
export function openNoticeSets(path: string, runtime: Pick<Runtime, "uuid">): NoticeSets {
  const db = openNotices(path);
  return {
    reserve: (set, by, choose) =>
      db.transaction(() => reserve(db, { token: runtime.uuid(), set, by, choose })),
    confirm: (reservation, nowMs) => confirm(db, reservation, nowMs),
    release: ({ token }) =>
      db.transaction(() => db.run("UPDATE flights SET holder = '' WHERE token = ?", token)),
    list: () =>
      db.all(
        `SELECT name, (SELECT count(*) FROM items WHERE items.set_id = sets.set_id) AS count
         FROM sets ORDER BY name`,
      ).map((row) => ({ name: String(row["name"]), seen: countOf(row) })),
    forget: (set, which) => db.transaction(() => forget(db, set, which)),
    mark(set, name) {
      const row = db.get(
        "SELECT position FROM marks JOIN sets USING(set_id) WHERE sets.name = ? AND marks.name = ?",
        set,
        name,
      );
      return Number(row?.["position"] ?? 0);
    },
    setMark: (set, name, position) =>
      db.transaction(() =>
        db.run("INSERT OR REPLACE INTO marks VALUES (?, ?, ?)", setId(db, set), name, position)
      ),
    [Symbol.dispose]: () => db.close(),
  };
}

interface Reserving {
  readonly token: string;
  readonly set: string;
  readonly by: Reserver;
  readonly choose: (view: SetView) => readonly Taken[];
}

function reserve(
  db: Database,
  { token, set, by: { holder, nowMs }, choose }: Reserving,
): Reservation {
  const id = setId(db, set);
  const digest = db.statement("SELECT digest FROM items WHERE set_id = ? AND id = ?");
  const items = choose({
    digestOf: (item) => digest.get(id, item)?.["digest"] as string | undefined ?? null,
    flights: new Map(
      db.all("SELECT * FROM flights WHERE set_id = ? ORDER BY id", id).map(toFlight)
        .map((flight) => [flight.id, flight]),
    ),
  });
  const insert = db.statement("INSERT OR REPLACE INTO flights VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  for (const { id: itemId, digest, line, isChange } of items) {
    insert.run(id, itemId, digest, line, nowMs, holder, isChange ? 1 : 0, token);
  }
  return { token, set, items };
}

function confirm(db: Database, { token, items }: Reservation, nowMs: number): void {
  if (items.length === 0) return;
  db.transaction(() => {
    db.run(
      `INSERT OR REPLACE INTO items SELECT set_id, id, digest, ? FROM flights WHERE token = ?`,
      nowMs,
      token,
    );
    db.run("DELETE FROM flights WHERE token = ?", token);
  });
}

function forget(db: Database, set: string, { ids, seenBeforeMs }: Forgetting): number | null {
  const row = db.get("SELECT set_id FROM sets WHERE name = ?", set);
  if (row === undefined) return null;
  const id = Number(row["set_id"]);
  const before = changesOf(db);
  // As JSON, so that any number of ids is one parameter.
  const only = ids === null ? null : JSON.stringify(ids);
  for (const [table, at] of [["items", "seen_at"], ["flights", "reserved_at"]] as const) {
    db.run(
      `DELETE FROM ${table} WHERE set_id = ?1 AND ${at} < coalesce(?2, 9e15)
       AND (?3 IS NULL OR id IN (SELECT value FROM json_each(?3)))`,
      id,
      seenBeforeMs,
      only,
    );
  }
  const forgotten = changesOf(db) - before;
  const left = db.get("SELECT 1 FROM items WHERE set_id = ? LIMIT 1", id) ??
    db.get("SELECT 1 FROM flights WHERE set_id = ? LIMIT 1", id);
  if (left === undefined) {
    db.run("DELETE FROM marks WHERE set_id = ?", id);
    db.run("DELETE FROM sets WHERE set_id = ?", id);
  } else if (forgotten > 0) {
    db.run("DELETE FROM marks WHERE set_id = ?", id);
  }
  return forgotten;
}

function setId(db: Database, name: string): number {
  db.run("INSERT INTO sets(name) VALUES (?) ON CONFLICT DO NOTHING", name);
  return Number(db.get("SELECT set_id FROM sets WHERE name = ?", name)?.["set_id"]);
}

function changesOf(db: Database): number {
  return Number(db.get("SELECT total_changes() AS changes")?.["changes"]);
}

function toFlight(row: Row): Flight {
  return {
    id: String(row["id"]),
    digest: String(row["digest"]),
    line: String(row["line"]),
    reservedAtMs: Number(row["reserved_at"]),
    holder: String(row["holder"]),
    isChange: row["is_change"] === 1,
  };
}
