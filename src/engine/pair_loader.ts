import { evolve, fold } from "@/domain/evolve.ts";
import type { SyncEvent, TaskEvent } from "@/domain/events.ts";
import type { PairState } from "@/domain/state.ts";
import type { EventStore } from "@/ports/event_store.ts";
import type { PairSnapshots } from "@/ports/pair_snapshots.ts";

/** Events folded anew at a load before the result is kept: fewer are folded faster than kept. */
const eventsPerSnapshot = 50;

/** The fold of a stream: from its last snapshot on, where there is one. */
export function loadPair(
  streamId: string,
  store: EventStore<SyncEvent>,
  snapshots: PairSnapshots | null,
): PairState {
  const kept = snapshots?.read(streamId) ?? null;
  const events = store.readStream(streamId, kept?.version ?? 0).map((stored) => stored.event);
  const state = kept === null
    ? fold(streamId, events)
    : events.reduce((before, event) => evolve(before, event as TaskEvent), kept);
  if (events.length >= eventsPerSnapshot) snapshots?.write(state);
  return state;
}
