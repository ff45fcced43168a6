import type { Step } from "@tests/simulation/steps.ts";
import { type Outcome, runSchedule, type Schedule } from "@tests/simulation/schedule.ts";

/** The same fault with as little as leads to it. */
export interface Shrunk {
  readonly schedule: Schedule;
  readonly outcome: Outcome;
  /** Schedules that were run to find it. */
  readonly tries: number;
}

/**
 * Leaves out what is not needed for the fault (delta debugging): halves of the steps first, then smaller parts, at
 * last each pause. A schedule that goes wrong in another way does not count.
 */
export async function shrink(
  schedule: Schedule,
  outcome: Outcome,
  maxTries = 400,
): Promise<Shrunk> {
  const kind = kindOf(outcome);
  let best = { schedule, outcome };
  let tries = 0;

  async function holds(candidate: Schedule): Promise<boolean> {
    if (tries >= maxTries) return false;
    tries++;
    const its = await runSchedule(candidate);
    if (its.faults.length === 0 || kindOf(its) !== kind) return false;
    best = { schedule: candidate, outcome: its };
    return true;
  }

  for (let part = Math.ceil(schedule.steps.length / 2); part >= 1; part = Math.floor(part / 2)) {
    let at = 0;
    while (at < best.schedule.steps.length && tries < maxTries) {
      const { steps } = best.schedule;
      const rest = [...steps.slice(0, at), ...delayed(steps, at, part)];
      if (!await holds({ ...best.schedule, steps: rest })) at += part;
    }
  }
  return { ...best, tries };
}

/** What comes after the part that is left out comes at the same time as before. */
function delayed(steps: readonly Step[], at: number, part: number): readonly Step[] {
  const [next, ...rest] = steps.slice(at + part);
  if (next === undefined) return [];
  const skippedMs = steps.slice(at, at + part).reduce((sum, { afterMs }) => sum + afterMs, 0);
  return [{ ...next, afterMs: next.afterMs + skippedMs }, ...rest];
}

/** Of the first fault, without what differs from run to run. */
export function kindOf({ faults: [first = ""] }: Pick<Outcome, "faults">): string {
  return first.replace(/«[^»]*»|\b[0-9a-f]{8}-[0-9a-f-]{27}\b|"[^"]*"|#?\d+(\.\d+)?/g, "…")
    .slice(0, 80);
}
