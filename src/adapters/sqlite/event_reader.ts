import { logStreamId, type SyncEvent } from "@/domain/events.ts";
import type { Row } from "@/domain/projection.ts";
import { type EventHistory, type EventMark, plainParts } from "@/ports/event_history.ts";
import type { EventStore } from "@/ports/event_store.ts";
import type { Database } from "@/adapters/sqlite/database.ts";
import { archivedData, createArchive } from "@/adapters/sqlite/archive.ts";
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
const markColumns = "position, stream_id, type, recorded_at";
const inRange = "position > ? AND position <= ?";

function toMark(row: Row): EventMark {
  return {
    position: Number(row["position"]),
    streamId: String(row["stream_id"]),
    type: String(row["type"]),
    recordedAt: String(row["recorded_at"]),
  };
}

/** The id of the operation that an event is of, by the JSON text that it holds. */
function moveIn(data: string | null): unknown {
  return data === null ? null : JSON.parse(data)?.operation?.id;
}

/** From the last event of the stream back to the first after a version. */
const chainSql = `WITH RECURSIVE chain(position) AS (
    SELECT head FROM streams WHERE stream_id = ?
    UNION ALL
    SELECT e.previous FROM chain c JOIN events e ON e.position = c.position
    WHERE e.previous BETWEEN 1 AND e.position - 1 AND e.version > ? + 1
  )
  SELECT ${eventColumns.map((column) => `e.${column}`).join(",")}
  FROM chain c JOIN events e ON e.position = c.position`;

/** Rows of `events` after a position; of those in the archive without what they hold. */
export function rowsAfter(db: Database, position: number, limit: number): readonly Row[] {
  return db.all(
    `SELECT ${columns} FROM events WHERE position > ? ORDER BY position LIMIT ?`,
    position,
    limit,
  );
}

/** From the nearest event of the log as a whole, which is mostly near, along its stream. */
const runBeforeSql = `WITH RECURSIVE chain(position) AS (
    SELECT * FROM (
      SELECT position FROM events WHERE position < ? AND stream_id = '${logStreamId}'
      ORDER BY position DESC LIMIT 1
    )
    UNION ALL
    SELECT e.previous FROM chain c JOIN events e ON e.position = c.position
    WHERE e.type <> 'SyncCompleted' AND e.previous BETWEEN 1 AND e.position - 1
  )
  SELECT e.position FROM chain c JOIN events e ON e.position = c.position
  WHERE e.type = 'SyncCompleted'`;

export function createEventReader(db: Database): EventReader {
  const archive = createArchive(db);

  function streamVersion(streamId: string): number {
    const row = db.get("SELECT version FROM streams WHERE stream_id = ?", streamId);
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
    const rows = db.all(chainSql, streamId, after)
      .filter((row) => Number(row["version"]) > after)
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
    lastPosition: () => Number(db.get("SELECT max(position) AS last FROM events")?.["last"] ?? 0),
    marksBefore: (position, limit) =>
      db.all(
        `SELECT ${markColumns} FROM events WHERE position < ? ORDER BY position DESC LIMIT ?`,
        position,
        limit,
      ).map(toMark),
    runBefore: (position) => Number(db.get(runBeforeSql, position)?.["position"] ?? 0),
    positionAt(instant) {
      const row = db.get(
        "SELECT position FROM events WHERE recorded_at <= ? ORDER BY position DESC LIMIT 1",
        instant,
      );
      return Number(row?.["position"] ?? 0);
    },
    firstSince(instant) {
      const row = db.get(
        "SELECT position FROM events WHERE recorded_at >= ? ORDER BY position LIMIT 1",
        instant,
      );
      return row === undefined ? null : Number(row["position"]);
    },
    streamsIn: ({ after, upTo }) =>
      db.all(
        `SELECT stream_id FROM events WHERE ${inRange} GROUP BY stream_id ORDER BY min(position)`,
        after,
        upTo,
      ).map((row) => String(row["stream_id"])),
    streamsWith: (types) =>
      db.all(
        `SELECT stream_id FROM events WHERE type IN (${types.map(() => "?").join()})
         GROUP BY stream_id ORDER BY min(position)`,
        ...types,
      ).map((row) => String(row["stream_id"])),
    runFrom(position) {
      const row = db.get(
        `SELECT ${markColumns} FROM events WHERE position >= ? AND type = 'SyncCompleted'
         ORDER BY position LIMIT 1`,
        position,
      );
      return row === undefined ? null : toMark(row);
    },
    streamsSaying(texts, { after, upTo }) {
      const here = db.all(
        `SELECT stream_id FROM events WHERE ${
          [inRange, ...texts.map(() => "data LIKE ?")].join(" AND ")
        } GROUP BY stream_id ORDER BY min(position)`,
        after,
        upTo,
        ...texts.map((text) => `%${plainParts(text).join("%")}%`),
      );
      const found = here.map((row) => String(row["stream_id"]));
      return [...new Set([...archive.streamsSaying(texts), ...found])];
    },
    streamsOfMove(id, { after, upTo }) {
      const rows = db.all(
        `SELECT stream_id, version, data FROM events WHERE ${inRange} AND (data = ? OR
         instr(data, ?) > 0 AND json_extract(data, '$.operation.id') = ?) ORDER BY position`,
        after,
        upTo,
        archivedData,
        JSON.stringify(id),
        id,
      );
      const streams = rows.flatMap((row) => {
        const isIt = row["data"] !== archivedData ||
          moveIn(archive.dataOf(String(row["stream_id"]), Number(row["version"]))) === id;
        return isIt ? [String(row["stream_id"])] : [];
      });
      return [...new Set(streams)];
    },
  };
}
