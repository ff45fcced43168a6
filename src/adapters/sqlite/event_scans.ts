import type { Row } from "@/domain/projection.ts";
import type { Steps } from "@/domain/steps.ts";
import {
  type EventHistory,
  type EventMark,
  plainParts,
  type PositionRange,
} from "@/ports/event_history.ts";
import { type Archive, archivedData } from "@/adapters/sqlite/archive.ts";
import type { Database } from "@/adapters/sqlite/database.ts";

/** Looked through in one step, which takes some milliseconds. */
const eventsAtOnce = 2_000;

const inRange = "position > ? AND position <= ?";
const markColumns = "position, stream_id, type, recorded_at";

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

/** What looks through events, along their positions: there is no index over what they say. */
export function createEventScans(
  db: Database,
  archive: Archive,
): Omit<EventHistory, "streamParts"> {
  const lastPosition = () =>
    Number(db.get("SELECT max(position) AS last FROM events")?.["last"] ?? 0);

  /** The first row at or behind a position for which that holds. */
  function* firstFrom(position: number, holds: string, ...cells: string[]): Steps<Row | null> {
    const sql = `SELECT ${markColumns} FROM events WHERE ${inRange} AND ${holds}
      ORDER BY position LIMIT 1`;
    for (const { after, upTo } of pagesOf({ after: position - 1, upTo: lastPosition() })) {
      const row = db.get(sql, after, upTo, ...cells);
      if (row !== undefined) return row;
      yield;
    }
    return null;
  }

  /** The last one before it. */
  function* lastBefore(position: number, holds: string, ...cells: string[]): Steps<Row | null> {
    const sql = `SELECT ${markColumns} FROM events WHERE ${inRange} AND ${holds}
      ORDER BY position DESC LIMIT 1`;
    for (let upTo = Math.min(position - 1, lastPosition()); upTo > 0; upTo -= eventsAtOnce) {
      const row = db.get(sql, upTo - eventsAtOnce, upTo, ...cells);
      if (row !== undefined) return row;
      yield;
    }
    return null;
  }

  /** In the order of their first. */
  function* streams(range: PositionRange, holds: string, ...cells: string[]) {
    const sql = `SELECT stream_id FROM events WHERE ${inRange} AND ${holds}
      GROUP BY stream_id ORDER BY min(position)`;
    const found = new Set<string>();
    for (const { after, upTo } of pagesOf(range)) {
      for (const row of db.all(sql, after, upTo, ...cells)) found.add(String(row["stream_id"]));
      yield;
    }
    return found;
  }

  /** All before some position are in the archive, and none behind it. */
  function beginsInArchive({ after }: PositionRange): boolean {
    const first = db.get(
      "SELECT data FROM events WHERE position > ? ORDER BY position LIMIT 1",
      after,
    );
    return first?.["data"] === archivedData;
  }

  function pagesOf({ after, upTo }: PositionRange): Iterable<PositionRange> {
    return pages({ after, upTo: Math.min(upTo, lastPosition()) });
  }

  return {
    lastPosition,
    marksBefore: (position, limit) =>
      db.all(
        `SELECT ${markColumns} FROM events WHERE position < ? ORDER BY position DESC LIMIT ?`,
        position,
        limit,
      ).map(toMark),
    *runBefore(position) {
      const row = yield* lastBefore(position, "type = 'SyncCompleted'");
      return Number(row?.["position"] ?? 0);
    },
    *runFrom(position) {
      const row = yield* firstFrom(position, "type = 'SyncCompleted'");
      return row === null ? null : toMark(row);
    },
    *positionAt(instant) {
      const row = yield* lastBefore(Infinity, "recorded_at <= ?", instant);
      return Number(row?.["position"] ?? 0);
    },
    *firstSince(instant) {
      const row = yield* firstFrom(1, "recorded_at >= ?", instant);
      return row === null ? null : Number(row["position"]);
    },
    *streamsIn(range) {
      return [...yield* streams(range, "TRUE")];
    },
    *streamsWith(types) {
      const isOne = `type IN (${types.map(() => "?").join()})`;
      return [...yield* streams({ after: 0, upTo: lastPosition() }, isOne, ...types)];
    },
    *streamsSaying(texts, range) {
      const says = ["TRUE", ...texts.map(() => "data LIKE ?")].join(" AND ");
      const likes = texts.map((text) => `%${plainParts(text).join("%")}%`);
      const archived = beginsInArchive(range) ? yield* archive.streamsSaying(texts) : [];
      return [...new Set([...archived, ...yield* streams(range, says, ...likes)])];
    },
    *streamsOfMove(id, range) {
      const sql = `SELECT stream_id, version, data FROM events WHERE ${inRange} AND (data = ? OR
        instr(data, ?) > 0 AND json_extract(data, '$.operation.id') = ?) ORDER BY position`;
      const found = new Set<string>();
      for (const { after, upTo } of pagesOf(range)) {
        for (const row of db.all(sql, after, upTo, archivedData, JSON.stringify(id), id)) {
          const isIt = row["data"] !== archivedData ||
            moveIn(archive.dataOf(String(row["stream_id"]), Number(row["version"]))) === id;
          if (isIt) found.add(String(row["stream_id"]));
        }
        yield;
      }
      return [...found];
    },
  };
}

function* pages({ after, upTo }: PositionRange): Generator<PositionRange> {
  for (let from = after; from < upTo; from += eventsAtOnce) {
    yield { after: from, upTo: Math.min(upTo, from + eventsAtOnce) };
  }
}
