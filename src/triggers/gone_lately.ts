import type { Side } from "@/domain/task.ts";
import type { GoneLately } from "@/triggers/run_options.ts";

/** The design's sliding window of the mass-delete guard. */
const windowMs = 600_000;

/** `elapsed`: milliseconds on a clock that does not jump. */
export function createGoneLately(elapsed: () => number): GoneLately {
  let seen: { readonly side: Side; readonly count: number; readonly at: number }[] = [];
  return {
    count(side) {
      seen = seen.filter(({ at }) => elapsed() - at < windowMs);
      return seen.filter((one) => one.side === side).reduce((sum, { count }) => sum + count, 0);
    },
    add: (side, count) => void seen.push({ side, count, at: elapsed() }),
    forget: () => void (seen = []),
  };
}
