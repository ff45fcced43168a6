import type { PushQueue } from "@/ports/push_queue.ts";

/** Takes every push and carries out none: what a plan shows was noted when it was asked for. */
export function createPlanQueue(): PushQueue {
  return {
    add() {},
    remove() {},
    hurry() {},
    has: () => false,
    isWriting: () => false,
    flush() {},
    clear() {},
    size: 0,
    onEmpty() {},
    onDropped() {},
  };
}
