import { type LogEvent, logStreamId, type SyncEvent } from "@/domain/events.ts";
import type { EventStore } from "@/ports/event_store.ts";

/** Appends to the log's own stream; only the one process that holds the log's lock does. */
export async function appendLogEvents(
  store: EventStore<SyncEvent>,
  events: readonly LogEvent[],
): Promise<void> {
  if (events.length === 0) return;
  const expectedVersion = store.streamVersion(logStreamId);
  await store.append([{ streamId: logStreamId, expectedVersion, events }]);
}
