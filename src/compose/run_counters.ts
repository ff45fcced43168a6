import type { PlannedChange } from "@/ports/operations.ts";
import type { OpenOptions, Session } from "@/triggers/manual_sync.ts";
import { plannedChanges } from "@/triggers/plan.ts";
import { createTally, type StoredStep } from "@/triggers/tally.ts";

/** What is counted for each run by itself. */
export type RunCounters =
  & Pick<Session, "tally" | "planned" | "onStep" | "requests">
  & AsyncDisposable;

/** `requests`: of the connection as a whole. Disposing stops the counting, then calls `close`. */
export function createRunCounters(
  listeners: Set<(step: StoredStep) => void>,
  requests: () => number,
  { planOnly }: OpenOptions,
  close: () => Promise<void>,
): RunCounters {
  const tally = createTally();
  const planned: PlannedChange[] = [];
  const stepped: ((step: StoredStep) => void)[] = [];
  const before = requests();
  const count = (step: StoredStep) => {
    tally.add(step);
    for (const listener of stepped) listener(step);
    if (planOnly) planned.push(...plannedChanges(step));
  };
  listeners.add(count);
  return {
    tally,
    planned,
    onStep: (listener: (step: StoredStep) => void) => void stepped.push(listener),
    requests: () => requests() - before,
    async [Symbol.asyncDispose]() {
      listeners.delete(count);
      await close();
    },
  };
}
