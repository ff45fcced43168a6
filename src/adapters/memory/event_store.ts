import { asSyncError, SyncError } from "@/domain/errors.ts";
import type { SyncEvent } from "@/domain/events.ts";
import type { Projection } from "@/domain/projection.ts";
import type { StoredEvent } from "@/domain/stored_event.ts";
import type { EventStore, StreamAppend } from "@/ports/event_store.ts";
import { createRowStore, type RowStore } from "@/adapters/memory/row_store.ts";

export interface MemoryStoreOptions {
  /** For their unique rules; what they fold is not asked for here. */
  readonly projections: readonly Projection[];
  readonly now: () => Date;
}

/** The promises of the log without a disk under it: for tests, and for runs that are to leave nothing. */
export function createMemoryEventStore(options: MemoryStoreOptions): EventStore<SyncEvent> {
  let log: readonly StoredEvent<SyncEvent>[] = [];
  let rows: RowStore = createRowStore(options.projections);

  const readStream = (streamId: string) => log.filter((stored) => stored.streamId === streamId);

  function store(appends: readonly StreamAppend<SyncEvent>[]): readonly StoredEvent<SyncEvent>[] {
    const recordedAt = options.now().toISOString();
    const added: StoredEvent<SyncEvent>[] = [];
    const versionOf = (streamId: string) =>
      [...log, ...added].filter((stored) => stored.streamId === streamId).length;
    for (const { streamId, expectedVersion, events } of appends) {
      const actual = versionOf(streamId);
      if (actual !== expectedVersion) throw versionConflict(streamId, expectedVersion, actual);
      for (const [index, event] of events.entries()) {
        added.push({
          position: log.length + added.length + 1,
          streamId,
          version: actual + index + 1,
          recordedAt,
          event: JSON.parse(JSON.stringify(event)) as SyncEvent,
        });
      }
    }
    const after = rows.fork();
    for (const stored of added) {
      for (const { changes } of options.projections) {
        for (const change of changes(stored)) after.apply(change);
      }
    }
    rows = after;
    log = [...log, ...added];
    return added;
  }

  return {
    readStream,
    streamVersion: (streamId) => readStream(streamId).length,
    readAll: (position, limit) => log.slice(position, position + limit),
    append: (appends) => {
      try {
        return Promise.resolve(store(appends));
      } catch (thrown) {
        return Promise.reject(asSyncError(thrown));
      }
    },
  };
}

function versionConflict(streamId: string, expected: number, actual: number): SyncError {
  return new SyncError(
    "VERSION_CONFLICT",
    `Cannot append to task ${streamId}: it has ${actual} events, not ${expected}`,
    { retryable: true, details: { streamId, expected, actual } },
  );
}
