import type { TaskList } from "@/adapters/vikunja/task_lists.ts";

/** A proxy's `Date` may be this much ahead of the clock that stamps tasks. */
const dateToleranceMs = 60_000;
/** `Date` is whole seconds. */
const resolutionMs = 1_000;

/** An earlier read: what the stamping clock showed at least, and what `Date` said. */
export interface EarlierClock {
  readonly clockMs: number;
  readonly serverMs: number;
}

/**
 * What the clock that stamps tasks showed at least when the list was begun, in ms since 1970. The newest
 * stamp proves one time, the `Date` of answers how much went by since: so an offset between the two
 * clocks does not matter.
 */
export function stampClockMs(
  list: TaskList,
  newestMs: number,
  earlier: EarlierClock | null,
): number {
  const byStamp = newestMs - list.tookMs;
  if (list.readAtMs === null) return byStamp;
  const byDate = list.readAtMs - dateToleranceMs;
  if (earlier === null) return Math.max(byStamp, byDate);
  const wentBy = list.readAtMs - earlier.serverMs - resolutionMs;
  return Math.max(byStamp, byDate, earlier.clockMs + wentBy);
}
