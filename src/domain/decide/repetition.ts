import { datesBetween } from "@/domain/decide/dates_between.ts";
import type { PairState } from "@/domain/state.ts";
import type { Instant, Task } from "@/domain/task.ts";

export interface Completion {
  readonly doneAt: Instant;
  /** The date of the next one: its due date, else the moment the last one was done. */
  readonly nextAt: Instant;
  /** Due dates that were finished in between. */
  readonly between: readonly Instant[];
}

/**
 * The completion of a repeating Vikunja task that this reading shows, if any: there the task stays
 * undone, gets new dates, and `done_at` moves (contract, point 5). `done_at` is in whole seconds: where
 * two dates are done in one second, that we wrote the second one done is what tells.
 */
export function completion(state: PairState): Completion | null {
  const task = state.vikunja.task;
  if (state.vikunja.presence !== "present" || task === null || state.vikunjaId === null) {
    return null;
  }
  if (task.repetition === null || task.done || task.doneAt === null) return null;
  const agreed = state.vikunja.base;
  if (agreed.doneAt === undefined) return null;
  if (agreed.doneAt === task.doneAt && agreed.done !== true) return null;
  const { doneAt, dueAt, repetition } = task;
  const moved = { from: agreed.dueAt ?? null, to: dueAt, doneAt };
  return { doneAt, nextAt: dueAt ?? doneAt, between: datesBetween(repetition, moved) };
}

/** What was completed in Taskwarrior is only completed in Vikunja: its dates are the server's to move. */
export function isCompletingRepetition(vikunja: Task, done: boolean | undefined): boolean {
  return vikunja.repetition !== null && done === true;
}
