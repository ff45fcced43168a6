import type { TakeBackTarget } from "@/ports/take_back.ts";
import { historyAtOnce } from "@tests/support/history_at_once.ts";
import type { TakingBack } from "@/ports/take_back.ts";
import { takenBackLines } from "@/words/take_back_text.ts";
import { lookAtLog } from "@tests/simulation/process.ts";
import type { Machine } from "@tests/simulation/processes.ts";
import { type Chance, pickWeighted } from "@tests/simulation/chance.ts";
import type { TakeBackStep } from "@tests/simulation/take_back_step.ts";
import type { Step } from "@tests/simulation/steps.ts";

function randomTakeBack(chance: Chance): TakeBackStep {
  const kind = pickWeighted({ undo: 6, redo: 3, restore: 2 }, chance);
  switch (kind) {
    case "undo":
      return { kind, back: chance() < 0.6 ? 0 : Math.floor(chance() * 6) };
    case "redo":
      return { kind };
    case "restore":
      return { kind, back: 1 + Math.floor(chance() * 6), exact: chance() < 0.3 };
  }
}

/**
 * In a sixth of the schedules some of the steps become an undo, a redo or a restore; not where each edit is waited for
 * on the other side.
 */
export function withTakingBack(
  steps: readonly Step[],
  chance: Chance,
  isWaitedFor: boolean,
): readonly Step[] {
  if (isWaitedFor || chance() >= 1 / 6) return steps;
  return steps.map((step) =>
    chance() >= 0.12 ? step : { afterMs: step.afterMs, on: "command", step: randomTakeBack(chance) }
  );
}

/** As the command does it, by a plan; what it tells. */
export async function takeBackBy(
  step: TakeBackStep,
  { folder }: Machine,
  work: TakingBack,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { store, history, reader } = lookAtLog(folder, () => new Date(0));
  const back = historyAtOnce({ store, history, reader }).back(null);
  const named = back.map(({ position }) => position)[step.kind === "redo" ? 0 : step.back];
  const target = targetOf(step, named ?? null);
  const asked = { target, isPlan: true, looks: true, asOf: null };
  const { of, asOf } = await work.takeBack(asked, signal);
  const fixed = target.kind === "restore" ? target : { ...target, of: of?.position ?? target.of };
  const done = await work.takeBack({ target: fixed, isPlan: false, looks: false, asOf }, signal);
  return takenBackLines(done.tasks, new Date(0));
}

/** `named`: position of an operation, so many before the last one. */
function targetOf(step: TakeBackStep, named: number | null): TakeBackTarget {
  switch (step.kind) {
    case "undo":
      return { kind: "undo", of: step.back === 0 ? null : named };
    case "redo":
      return { kind: "redo", of: null };
    case "restore": {
      const { back, exact } = step;
      return { kind: "restore", at: `@-${back}`, tasks: [], project: null, exact };
    }
  }
}
