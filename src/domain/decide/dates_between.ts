import { secondAt } from "@/domain/instant.ts";
import type { Instant, Repetition } from "@/domain/task.ts";

/** More at once are as well somebody's new due date as completions. */
const most = 5;

/** Dates of a repeating task as one look showed them and the next did. */
interface DatesMoved {
  readonly from: Instant | null;
  readonly to: Instant | null;
  /** When the last one was done. */
  readonly doneAt: Instant;
}

/**
 * Dates that were finished between two looks beside the first: those that one completion alone would not have
 * passed. By whole intervals one completion goes to the first date after it, and each that lies later was a
 * completion more; by months each is one step. What counts from the completion tells nothing. Empty
 * where the dates moved in any other way: somebody has set them.
 */
export function datesBetween(
  { everySeconds, mode }: Repetition,
  { from, to, doneAt }: DatesMoved,
): readonly Instant[] {
  if (from === null || to === null || mode === 2) return [];
  const next = mode === 1 ? monthLater : (at: number) => at + everySeconds * 1000;
  const [target, done] = [Date.parse(to), Date.parse(doneAt)];
  let at = next(Date.parse(from));
  if (mode === 0 && at <= done) {
    const step = everySeconds * 1000;
    at += (Math.floor((done - at) / step) + 1) * step;
  }
  const between: number[] = [];
  while (at < target && between.length <= most) {
    between.push(at);
    at = next(at);
  }
  return at === target && between.length <= most ? between.map(secondAt) : [];
}

/** By the calendar; 31 January becomes 3 March. */
function monthLater(at: number): number {
  const date = new Date(at);
  return date.setUTCMonth(date.getUTCMonth() + 1);
}
