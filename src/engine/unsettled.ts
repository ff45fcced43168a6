import { elementsOf, taskSets } from "@/domain/fields.ts";
import type { PairState } from "@/domain/state.ts";
import { sides } from "@/domain/task.ts";
import type { StoredStep } from "@/engine/actor.ts";

/** Tasks whose dependencies may have got a counterpart since they were decided on. */
interface Unsettled {
  note(step: StoredStep): void;
  /** To be looked at again; emptied by the call. */
  take(): readonly string[];
}

export function createUnsettled(
  dependentsOf: (streamIds: ReadonlySet<string>) => readonly string[],
): Unsettled {
  const unsettled = new Set<string>();
  /** Got a counterpart, perhaps anew: relations that went with the one before can be made again. */
  const linked = new Set<string>();
  return {
    note({ events, after }) {
      if (isUnsettled(after)) unsettled.add(after.streamId);
      if (events.some(({ type }) => type === "TaskLinked")) linked.add(after.streamId);
    },
    take() {
      const waiting = linked.size === 0 ? [] : dependentsOf(linked);
      const taken = new Set([...unsettled, ...waiting]);
      unsettled.clear();
      linked.clear();
      return [...taken];
    },
  };
}

function isUnsettled(state: PairState): boolean {
  return sides.some((side) => {
    const { task, base } = state[side];
    return task !== null &&
      taskSets.some((field) =>
        elementsOf(task, field).some((id) => !elementsOf(base, field).includes(id))
      );
  });
}
