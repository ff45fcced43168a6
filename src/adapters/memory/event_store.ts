import { asSyncError } from "@/domain/errors.ts";
import type { SyncEvent } from "@/domain/events.ts";
import type { Projection, RowChange } from "@/domain/projection.ts";
import type { StoredEvent } from "@/domain/stored_event.ts";
import { versionConflict } from "@/domain/version_conflict.ts";
import type { EventStore, StreamAppend } from "@/ports/event_store.ts";
import type { LogContent } from "@/adapters/memory/disk.ts";
import { frozenCopy } from "@/adapters/memory/frozen_copy.ts";
import { type MemoryProcess, unheard } from "@/adapters/memory/process.ts";
import type { RowStore } from "@/adapters/memory/row_store.ts";

type Stored = StoredEvent<SyncEvent>;

interface MemoryStoreDeps {
  readonly process: MemoryProcess;
  /** @throws {SyncError} it was closed. */
  readonly content: () => LogContent;
  readonly rows: () => RowStore;
  readonly projections: readonly Projection[];
  readonly now: () => Date;
}

/**
 * The promises of the log without a disk under it. An append is stored when the call returns, and its promise
 * is resolved; what befalls it as a fault befalls all of it.
 */
export function createMemoryEventStore(
  { process, content, rows, projections, now }: MemoryStoreDeps,
): EventStore<SyncEvent> {
  function append(appends: readonly StreamAppend<SyncEvent>[]): readonly Stored[] {
    const log = content();
    const added = place(log, appends, now().toISOString());
    rows().apply(changesOf(added));
    for (const stored of added) {
      log.events.push(stored);
      const stream = log.streams.get(stored.streamId);
      if (stream === undefined) log.streams.set(stored.streamId, [stored]);
      else stream.push(stored);
    }
    return added;
  }

  function changesOf(added: readonly Stored[]): readonly RowChange[] {
    const all: RowChange[] = [];
    for (const stored of added) {
      for (const { changes } of projections) {
        for (const change of changes(stored)) all.push(change);
      }
    }
    return all;
  }

  return {
    readStream: (streamId, after = 0) => content().streams.get(streamId)?.slice(after) ?? [],
    streamVersion: (streamId) => content().streams.get(streamId)?.length ?? 0,
    readAll: (position, limit) => content().events.slice(position, position + limit),
    append(appends) {
      try {
        return Promise.resolve(process.write("log", () => append(appends)));
      } catch (thrown) {
        return process.isOver ? unheard() : Promise.reject(asSyncError(thrown));
      }
    },
  };
}

function place(
  { streams, events: log }: LogContent,
  appends: readonly StreamAppend<SyncEvent>[],
  recordedAt: string,
): readonly Stored[] {
  const versions = new Map<string, number>();
  let position = log.length;
  const added: Stored[] = [];
  for (const { streamId, expectedVersion, events } of appends) {
    const actual = versions.get(streamId) ?? streams.get(streamId)?.length ?? 0;
    if (actual !== expectedVersion) throw versionConflict(streamId, expectedVersion, actual);
    versions.set(streamId, actual + events.length);
    for (const [index, event] of events.entries()) {
      added.push({
        position: ++position,
        streamId,
        version: actual + index + 1,
        recordedAt,
        event: frozenCopy(event),
      });
    }
  }
  return added;
}
