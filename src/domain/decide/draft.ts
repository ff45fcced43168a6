import type { TaskEvent } from "@/domain/events.ts";
import { evolve } from "@/domain/evolve.ts";
import type { PairState } from "@/domain/state.ts";

/** Events being decided on, with the state that each leads to. */
export interface Draft {
  readonly state: PairState;
  readonly events: readonly TaskEvent[];
  add(event: TaskEvent): void;
}

export function createDraft(before: PairState): Draft {
  const events: TaskEvent[] = [];
  let state = before;
  return {
    get state() {
      return state;
    },
    events,
    add(event) {
      events.push(event);
      state = evolve(state, event);
    },
  };
}
