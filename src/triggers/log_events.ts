import { SyncError } from "@/domain/errors.ts";
import { type LogEvent, logStreamId, type SyncEvent } from "@/domain/events.ts";
import type { EventStore } from "@/ports/event_store.ts";

/** Of those who append to it at the same time, all but one try again. */
const maxTries = 100;

/** Appends to the log's own stream; only the one process that holds the log's lock does. */
export async function appendLogEvents(
  store: EventStore<SyncEvent>,
  events: readonly LogEvent[],
): Promise<void> {
  if (events.length === 0) return;
  for (let tries = 1;; tries++) {
    const expectedVersion = store.streamVersion(logStreamId);
    try {
      await store.append([{ streamId: logStreamId, expectedVersion, events }]);
      return;
    } catch (thrown) {
      const isRace = thrown instanceof SyncError && thrown.code === "VERSION_CONFLICT";
      if (!isRace || tries === maxTries) throw thrown;
    }
  }
}
