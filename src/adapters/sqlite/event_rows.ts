import type { Row } from "@/domain/projection.ts";
import type { SyncEvent } from "@/domain/events.ts";
import type { StoredEvent } from "@/domain/stored_event.ts";
import { upcast } from "@/domain/upcast.ts";
import { damaged } from "@/adapters/sqlite/sqlite_errors.ts";

export const eventColumns: readonly string[] = [
  "position",
  "stream_id",
  "version",
  "previous",
  "type",
  "schema",
  "recorded_at",
  "data",
];

/**
 * A row of `events` as the event it holds.
 * @throws {SyncError} `LOG_NEWER`; `LOG_DAMAGED` where the row makes no sense.
 */
export function toStoredEvent(row: Row, path: string): StoredEvent<SyncEvent> {
  const { position, stream_id, version, type, schema, recorded_at, data } = row;
  if (
    typeof position !== "number" || typeof stream_id !== "string" || typeof version !== "number" ||
    typeof type !== "string" || typeof schema !== "number" || typeof recorded_at !== "string"
  ) {
    throw damaged(path, `the event at position ${position} lost its place`);
  }
  const event = upcast({ type, schema, data: parse(data ?? null, position, path) });
  return { position, streamId: stream_id, version, recordedAt: recorded_at, event };
}

function parse(data: unknown, position: number, path: string): unknown {
  try {
    return JSON.parse(String(data));
  } catch (thrown) {
    throw damaged(path, `the event at position ${position} is not readable`, thrown, { position });
  }
}
