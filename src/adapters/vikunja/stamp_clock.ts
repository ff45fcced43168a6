import type { TaskList } from "@/adapters/vikunja/task_lists.ts";

/** A proxy's `Date` may be this much ahead of the clock that stamps tasks, where that was not measured. */
const toleranceMs = 60_000;
/** `Date` and stamps are whole seconds. */
const resolutionMs = 1_000;

/**
 * What the clock that stamps tasks showed at least when the list was begun, in ms since 1970. A stamp
 * seen at a `Date` proves how far that is ahead at most (`aheadMs`, `null`: never seen).
 */
export function stampClockMs(list: TaskList, newestMs: number, aheadMs: number | null): number {
  const byStamp = newestMs - list.tookMs;
  if (list.readAtMs === null) return byStamp;
  const tolerance = aheadMs === null ? toleranceMs : Math.min(toleranceMs, aheadMs);
  return Math.max(byStamp, list.readAtMs - tolerance - resolutionMs);
}
