import type { Reminder, Task } from "../store/rows.ts";
import { addMonth } from "../time.ts";

type Repeat = Pick<
  Task,
  "dueDate" | "startDate" | "endDate" | "reminders" | "repeatAfter" | "repeatMode"
>;

interface Advanced {
  readonly dueDate: number | null;
  readonly startDate: number | null;
  readonly endDate: number | null;
  readonly reminders: readonly Reminder[];
}

/** By whole intervals, by a calendar month, or counted from the completion. */
const mode = { interval: 0, month: 1, fromNow: 2 };

/** Completing it opens it again, with later dates. */
export function isRepeating(task: Repeat): boolean {
  return task.repeatMode === mode.month || task.repeatAfter > 0;
}

/** The stored dates after a completion at `now` (whole seconds); what is not set stays unset. */
export function advance(task: Repeat, now: number): Advanced {
  switch (task.repeatMode) {
    case mode.month:
      return byMonth(task);
    case mode.fromNow:
      return fromNow(task, now);
    default:
      return everyDate(task, (date) => afterNow(date, task.repeatAfter, now));
  }
}

/** The checklist of a description, nothing ticked. */
export function untick(description: string): string {
  return description
    .replaceAll('data-checked="true"', 'data-checked="false"')
    .replace(/(<input\b[^>]*?) checked(="[^"]*")?/g, "$1");
}

function everyDate(task: Repeat, move: (date: number) => number): Advanced {
  const moved = (date: number | null) => date === null ? null : move(date);
  return {
    dueDate: moved(task.dueDate),
    startDate: moved(task.startDate),
    endDate: moved(task.endDate),
    reminders: task.reminders.map((one) => ({ ...one, at: moved(one.at) })),
  };
}

/** Months differ in length: with both a start and an end, the time between them stays. */
function byMonth(task: Repeat): Advanced {
  const moved = everyDate(task, addMonth);
  if (task.startDate === null || task.endDate === null || moved.startDate === null) return moved;
  return { ...moved, endDate: moved.startDate + task.endDate - task.startDate };
}

function afterNow(date: number, interval: number, now: number): number {
  const needed = Math.floor((now - date) / interval) + 1;
  return date + Math.max(1, needed) * interval;
}

/** One date counts from now, the others keep their distance to it. */
function fromNow(task: Repeat, now: number): Advanced {
  const firstReminder = task.reminders.find((one) => one.at !== null)?.at ?? null;
  const anchor = task.dueDate ?? task.startDate ?? task.endDate ?? firstReminder;
  if (anchor === null) return everyDate(task, (date) => date);
  const distance = now + task.repeatAfter - anchor;
  return everyDate(task, (date) => date + distance);
}
