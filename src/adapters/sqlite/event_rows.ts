import { crc32 } from "@/adapters/sqlite/crc32.ts";
import type { Row } from "@/domain/projection.ts";
import type { SyncEvent } from "@/domain/events.ts";
import type { StoredEvent } from "@/domain/stored_event.ts";
import { upcast } from "@/domain/upcast.ts";
import type { Database } from "@/adapters/sqlite/database.ts";
import { archivedData, createArchive } from "@/adapters/sqlite/archive.ts";
import { eventColumns } from "@/ports/event_row.ts";
import { eventSum } from "@/adapters/sqlite/event_sum.ts";
import { damaged } from "@/adapters/sqlite/sqlite_errors.ts";

/**
 * A row of `events` as the event it holds.
 * @throws {SyncError} `LOG_NEWER`; `LOG_DAMAGED` where the row makes no sense.
 */
export function toStoredEvent(row: Row, path: string): StoredEvent<SyncEvent> {
  const { position, stream_id, version, type, schema, recorded_at, data } = row;
  if (!fitsSum(row)) {
    throw damaged(path, `the event at position ${position} is not as it was written`, undefined, {
      position,
    });
  }
  if (
    typeof position !== "number" || typeof stream_id !== "string" || typeof version !== "number" ||
    typeof type !== "string" || typeof schema !== "number" || typeof recorded_at !== "string"
  ) {
    throw damaged(path, `the event at position ${position} lost its place`);
  }
  const event = upcast({ type, schema, data: parse(data ?? null, position, path) });
  return { position, streamId: stream_id, version, recordedAt: recorded_at, event };
}

/** Whether the row is what was written, bit by bit. */
export function fitsSum(row: Row): boolean {
  return row["sum"] === sumOf(row);
}

/** `null`: it has no data to sum up. */
export function sumOf(row: Row): number | null {
  const { data } = row;
  if (typeof data !== "string") return null;
  const cell = (name: string) => row[name] ?? null;
  return eventSum([
    cell("position"),
    cell("stream_id"),
    cell("version"),
    cell("previous"),
    cell("type"),
    cell("schema"),
    cell("recorded_at"),
  ], data);
}

function parse(data: unknown, position: number, path: string): unknown {
  try {
    return JSON.parse(String(data));
  } catch (thrown) {
    throw damaged(path, `the event at position ${position} is not readable`, thrown, { position });
  }
}

/** Gives a sum to every event of a log that has none yet. */
export function sumEvents(db: Database): void {
  const set = db.statement("UPDATE events SET sum = ? WHERE position = ?");
  for (let last = 0;;) {
    const rows = db.all(
      `SELECT ${
        eventColumns.join(",")
      } FROM events WHERE position > ? ORDER BY position LIMIT 1000`,
      last,
    );
    for (const row of rows) set.run(sumOf(row) ?? 0, row["position"] ?? null);
    if (rows.length === 0) return;
    last = Number(rows.at(-1)?.["position"]);
  }
}

/**
 * Compares every event with its sum, without making objects of them.
 * @throws {SyncError} `LOG_DAMAGED`
 */
export function checkSums(db: Database): void {
  const place = eventColumns.slice(0, -2).map((column) => `${column}||char(10)`).join("||");
  const page = db.statement(
    `SELECT position, ${place}||data AS text, sum,
     CASE WHEN data = '${archivedData}' THEN stream_id END AS archived, version
     FROM events WHERE position > ? ORDER BY position LIMIT 1000`,
  );
  const archive = createArchive(db);
  const whole = ({ text, archived, version }: Row) =>
    typeof archived !== "string" || typeof text !== "string"
      ? text
      : text + (archive.dataOf(archived, Number(version)) ?? "");
  for (let last = 0;;) {
    const rows = page.all(last);
    const wrong = rows.find((row) => {
      const text = whole(row);
      return typeof text !== "string" || crc32(text) !== row["sum"];
    });
    if (wrong !== undefined) {
      const { position } = wrong;
      throw damaged(db.shownAs, `the event at position ${position} is not as it was written`);
    }
    if (rows.length === 0) return;
    last = Number(rows.at(-1)?.["position"]);
  }
}
