import type { StoredStep } from "@/engine/actor.ts";
import type { BySide, PlannedChange } from "@/ports/operations.ts";
import { plannedChanges } from "@/triggers/plan.ts";
import { createTally, type Tally } from "@/triggers/tally.ts";

/** What is counted for each run by itself. */
export interface RunCounters extends Disposable {
  readonly tally: Tally;
  /** Filled instead of writing where the run was opened to plan. */
  readonly planned: readonly PlannedChange[];
  /** Called after each step that is in the log. */
  onStep(listener: (step: StoredStep) => void): void;
  requests(): number;
  /** Writes in flight allowed per side. */
  writesAllowed(): BySide;
}

interface CountedParts {
  readonly listeners: Set<(step: StoredStep) => void>;
  /** Of the connection as a whole. */
  readonly requests: () => number;
  readonly writesAllowed: () => BySide;
  readonly planOnly: boolean;
}

export function createRunCounters(
  { listeners, requests, writesAllowed, planOnly }: CountedParts,
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
    onStep: (listener) => void stepped.push(listener),
    requests: () => requests() - before,
    writesAllowed,
    [Symbol.dispose]: () => void listeners.delete(count),
  };
}
