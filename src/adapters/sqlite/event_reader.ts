import type { SyncEvent } from "@/domain/events.ts";
import type { Row } from "@/domain/projection.ts";
import type { EventHistory } from "@/ports/event_history.ts";
import type { EventStore } from "@/ports/event_store.ts";
import type { Database } from "@/adapters/sqlite/database.ts";
import { createArchive } from "@/adapters/sqlite/archive.ts";
import { createEventScans } from "@/adapters/sqlite/event_scans.ts";
import { eventColumns } from "@/ports/event_row.ts";
import { toStoredEvent } from "@/adapters/sqlite/event_rows.ts";
import { damaged } from "@/adapters/sqlite/sqlite_errors.ts";

export type EventReader =
  & Pick<EventStore<SyncEvent>, "readStream" | "readAll" | "streamVersion">
  & EventHistory
  & {
    /** As `readStream`, as rows that hold all that they say. */
    rowsOf(streamId: string, after?: number): readonly Row[];
  };

const columns = eventColumns.join(",");
/** From the last event of the stream back to the first after a version. */
const chainSql = (...columns: readonly string[]) =>
  `WITH RECURSIVE chain(position) AS (
    SELECT head FROM streams WHERE stream_id = ?
    UNION ALL
    SELECT e.previous FROM chain c JOIN events e ON e.position = c.position
    WHERE e.previous BETWEEN 1 AND e.position - 1 AND e.version > ? + 1
  )
  SELECT ${columns.map((column) => `e.${column}`).join(",")}
  FROM chain c JOIN events e ON e.position = c.position`;

const wholeChainSql = chainSql(...eventColumns);

/** Of a long stream so many events are read at a time. */
const partLength = 250;

const rowsAtSql = `SELECT ${columns} FROM events
  WHERE position IN (SELECT value FROM json_each(?)) ORDER BY position`;

const isBehind = (version: number) => (row: Row) => Number(row["version"]) > version;

/** Rows of `events` after a position; of those in the archive without what they hold. */
export function rowsAfter(db: Database, position: number, limit: number): readonly Row[] {
  return db.all(
    `SELECT ${columns} FROM events WHERE position > ? ORDER BY position LIMIT ?`,
    position,
    limit,
  );
}

/** `ends`: the same, asked where streams end, which may not be written yet. */
export function createEventReader(db: Database, ends = db): EventReader {
  const archive = createArchive(db);

  function streamVersion(streamId: string): number {
    const row = ends.get("SELECT version FROM streams WHERE stream_id = ?", streamId);
    return Number(row?.["version"] ?? 0);
  }

  /** A link of the chain that is not there, or leads into another stream, is never passed over. */
  function checkChain(streamId: string, rows: readonly Row[], after: number): void {
    const whole = rows.every((row, index) =>
      row["stream_id"] === streamId && row["version"] === after + index + 1
    );
    if (whole && (rows.length > 0 || streamVersion(streamId) <= after)) return;
    throw damaged(db.shownAs, `events of task ${streamId} are missing`, undefined, { streamId });
  }

  function rowsOf(streamId: string, after = 0): readonly Row[] {
    const rows = ends.all(wholeChainSql, streamId, after).filter(isBehind(after))
      .toSorted((a, b) => Number(a["position"]) - Number(b["position"]));
    checkChain(streamId, rows, after);
    return archive.filled(rows);
  }

  return {
    streamVersion,
    rowsOf,
    readStream: (streamId, after = 0) =>
      rowsOf(streamId, after).map((row) => toStoredEvent(row, db.shownAs)),
    readAll: (position, limit) =>
      archive.filled(rowsAfter(db, position, limit)).map((row) => toStoredEvent(row, db.shownAs)),
    *streamParts(streamId, after) {
      const positions = ends.all(chainSql("position", "version"), streamId, after)
        .filter(isBehind(after)).map((row) => Number(row["position"])).toSorted((a, b) => a - b);
      for (let from = 0; from < Math.max(1, positions.length); from += partLength) {
        const rows = db.all(rowsAtSql, JSON.stringify(positions.slice(from, from + partLength)));
        checkChain(streamId, rows, after + from);
        yield archive.filled(rows).map((row) => toStoredEvent(row, db.shownAs));
      }
    },
    ...createEventScans(db, archive),
  };
}
