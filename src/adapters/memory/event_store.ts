import { asSyncError } from "@/domain/errors.ts";
import type { SyncEvent } from "@/domain/events.ts";
import type { Projection } from "@/domain/projection.ts";
import type { StoredEvent } from "@/domain/stored_event.ts";
import { versionConflict } from "@/domain/version_conflict.ts";
import type { EventStore, StreamAppend } from "@/ports/event_store.ts";
import { createRowStore } from "@/adapters/memory/row_store.ts";

export interface MemoryStoreOptions {
  /** For their unique rules; what they fold is not asked for here. */
  readonly projections: readonly Projection[];
  readonly now: () => Date;
}

type Stored = StoredEvent<SyncEvent>;

/** The promises of the log without a disk under it: for tests, and runs that are to leave nothing. */
export function createMemoryEventStore(options: MemoryStoreOptions): EventStore<SyncEvent> {
  const { projections, now } = options;
  const log: Stored[] = [];
  const streams = new Map<string, Stored[]>();
  const rows = createRowStore(projections);

  const readStream = (streamId: string) => streams.get(streamId) ?? [];

  function append(appends: readonly StreamAppend<SyncEvent>[]): readonly Stored[] {
    const added = place(appends, now().toISOString());
    rows.apply(
      added.flatMap((stored) => projections.flatMap(({ changes }) => changes(stored))),
    );
    for (const stored of added) {
      log.push(stored);
      streams.set(stored.streamId, [...readStream(stored.streamId), stored]);
    }
    return added;
  }

  function place(
    appends: readonly StreamAppend<SyncEvent>[],
    recordedAt: string,
  ): readonly Stored[] {
    const versions = new Map<string, number>();
    let position = log.length;
    return appends.flatMap(({ streamId, expectedVersion, events }) => {
      const actual = versions.get(streamId) ?? readStream(streamId).length;
      if (actual !== expectedVersion) throw versionConflict(streamId, expectedVersion, actual);
      versions.set(streamId, actual + events.length);
      return events.map((event, index): Stored => ({
        position: ++position,
        streamId,
        version: actual + index + 1,
        recordedAt,
        event: copyOf(event),
      }));
    });
  }

  return {
    readStream: (streamId, after = 0) => readStream(streamId).slice(after),
    streamVersion: (streamId) => readStream(streamId).length,
    readAll: (position, limit) => log.slice(position, position + limit),
    append: (appends) => {
      try {
        return Promise.resolve(append(appends));
      } catch (thrown) {
        return Promise.reject(asSyncError(thrown));
      }
    },
  };
}

/** As it would come back from disk; what the caller does to its event afterwards has no effect. */
function copyOf(event: SyncEvent): SyncEvent {
  return JSON.parse(JSON.stringify(event)) as SyncEvent;
}
