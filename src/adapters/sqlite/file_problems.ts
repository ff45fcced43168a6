import type { Database } from "@/adapters/sqlite/database.ts";

/** Pages, rows and indexes that do not fit together, in words. */
export function pageProblems(db: Database): readonly string[] {
  const lines = db.all("PRAGMA integrity_check(20)").map((row) => String(row["integrity_check"]));
  return lines.filter((line) => line !== "ok");
}

/**
 * Each stream has the versions 1 to n once, one after the other, and ends where `streams` says, which is of the events
 * up to that position.
 */
export function chainProblems(db: Database, upTo = Number.MAX_SAFE_INTEGER): readonly string[] {
  const broken = db.all(
    `SELECT position FROM (
       SELECT position, version, previous,
         row_number() OVER stream AS number, lag(position, 1, 0) OVER stream AS before
       FROM events WINDOW stream AS (PARTITION BY stream_id ORDER BY position)
     ) WHERE version <> number OR previous <> before LIMIT 20`,
  ).map((row) => `the event at position ${row["position"]} does not follow the one before it`);
  const ends = db.all(
    `SELECT stream_id FROM (
       SELECT stream_id, max(version) AS version, max(position) AS head FROM events
       WHERE position <= ? GROUP BY stream_id
       UNION ALL SELECT stream_id, version, head FROM streams
     ) GROUP BY stream_id, version, head HAVING count(*) <> 2 LIMIT 20`,
    upTo,
  ).map((row) => `task ${row["stream_id"]} does not end where the log says`);
  return [...broken, ...ends];
}
