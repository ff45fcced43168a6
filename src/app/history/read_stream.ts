import type { SyncEvent } from "@/domain/events.ts";
import type { Steps } from "@/domain/steps.ts";
import type { StoredEvent } from "@/domain/stored_event.ts";
import type { Log } from "@/ports/log.ts";

/** What is read at once, without a step in between. */
const mostAtOnce = 400;

/** Events of one stream after version `after`, in order. */
export function* readStream(
  { store, history }: Pick<Log, "store" | "history">,
  streamId: string,
  after = 0,
): Steps<readonly StoredEvent<SyncEvent>[]> {
  if (store.streamVersion(streamId) - after <= mostAtOnce) return store.readStream(streamId, after);
  const events: StoredEvent<SyncEvent>[] = [];
  for (const part of history.streamParts(streamId, after)) {
    events.push(...part);
    yield;
  }
  return events;
}
