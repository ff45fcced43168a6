import type { SyncEvent, TaskEvent } from "@/domain/events.ts";
import { evolve } from "@/domain/evolve.ts";
import type { PairState } from "@/domain/state.ts";
import type { Steps } from "@/domain/steps.ts";
import type { StoredEvent } from "@/domain/stored_event.ts";

/**
 * The pair as it was right after the event at each of these positions, in one pass. `before`: what it was before the
 * first event; `positions`: in their order.
 */
export function* statesAt(
  before: PairState,
  events: readonly StoredEvent<SyncEvent>[],
  positions: readonly number[],
): Steps<readonly PairState[]> {
  let state = before;
  let next = 0;
  const states: PairState[] = [];
  for (const upTo of positions) {
    for (let stored = events[next]; stored !== undefined && stored.position <= upTo;) {
      state = evolve(state, stored.event as TaskEvent);
      stored = events[++next];
      yield;
    }
    states.push(state);
  }
  return states;
}
