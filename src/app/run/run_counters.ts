import type { StoredStep } from "@/engine/actor.ts";
import type { BySide, PlannedChange } from "@/ports/operations.ts";
import type { VikunjaSide } from "@/ports/sides.ts";
import type { StoredSteps } from "@/app/run/stored_steps.ts";
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
  readonly steps: StoredSteps;
  readonly vikunja: Pick<VikunjaSide, "requests" | "limits">;
  readonly planOnly: boolean;
}

export function createRunCounters({ steps, vikunja, planOnly }: CountedParts): RunCounters {
  const tally = createTally();
  const planned: PlannedChange[] = [];
  const stepped: ((step: StoredStep) => void)[] = [];
  const before = vikunja.requests();
  const end = steps.hear((step) => {
    tally.add(step);
    for (const listener of stepped) listener(step);
    if (planOnly) planned.push(...plannedChanges(step));
  });
  return {
    tally,
    planned,
    onStep: (listener) => void stepped.push(listener),
    requests: () => vikunja.requests() - before,
    writesAllowed: () => ({ taskwarrior: 1, vikunja: vikunja.limits().writes }),
    [Symbol.dispose]: end,
  };
}
