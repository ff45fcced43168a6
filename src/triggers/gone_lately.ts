import { otherSide } from "@/domain/task.ts";
import type { StoredStep } from "@/engine/actor.ts";
import type { GoneLately } from "@/triggers/run_options.ts";

/** The design's sliding window of the mass-delete guard. */
const windowMs = 600_000;

/** `elapsed`: milliseconds on a clock that does not jump. */
export function createGoneLately(elapsed: () => number): GoneLately {
  const seen = { taskwarrior: new Map<string, number>(), vikunja: new Map<string, number>() };
  return {
    streams(side) {
      for (const [streamId, at] of seen[side]) {
        if (elapsed() - at >= windowMs) seen[side].delete(streamId);
      }
      return [...seen[side].keys()];
    },
    add(side, streamIds) {
      for (const streamId of streamIds) seen[side].set(streamId, elapsed());
    },
    forget() {
      seen.taskwarrior.clear();
      seen.vikunja.clear();
    },
  };
}

/** Also what the answer to a write has shown to be gone, which nobody counted before. */
export function noteGone(
  { before, events, after: { streamId } }: StoredStep,
  gone: GoneLately,
): void {
  for (const { type, data } of events) {
    if (type !== "TaskGone" || data.expired === true) continue;
    const { side } = data;
    const isHeld = events.some((event) =>
      event.type === "DeletionHeld" && event.data.side === side
    );
    const isNews = before[side].presence === "present" &&
      before[otherSide(side)].presence === "present";
    if (isNews && !isHeld) gone.add(side, [streamId]);
  }
}
