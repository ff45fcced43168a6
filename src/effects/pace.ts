import type { Runtime } from "@/ports/runtime.ts";

/** Writes of one task to one side: two at once, then ten a second. */
const burst = 2;
const msPerWrite = 100;

/** How often one task is written; what waits meanwhile goes with its newest state. */
export interface Pace {
  /** Milliseconds until the task may be written; 0: now. */
  waitMs(streamId: string): number;
  began(streamId: string): void;
}

/** A bucket of tokens for each task that was written within the last moments. */
export function createPace({ elapsed }: Pick<Runtime, "elapsed">): Pace {
  /** When the bucket will be full again. */
  const fullAt = new Map<string, number>();

  function forgetFull(now: number): void {
    for (const [streamId, at] of fullAt) {
      if (at > now) return;
      fullAt.delete(streamId);
    }
  }

  function waitMs(streamId: string): number {
    const at = fullAt.get(streamId);
    return at === undefined ? 0 : Math.max(0, at - elapsed() - (burst - 1) * msPerWrite);
  }

  return {
    waitMs,
    began(streamId) {
      const now = elapsed();
      const at = Math.max(now, fullAt.get(streamId) ?? now) + msPerWrite;
      fullAt.delete(streamId);
      fullAt.set(streamId, at);
      forgetFull(now);
    },
  };
}

/** Nobody is kept waiting. */
export const unpaced: Pace = { waitMs: () => 0, began: () => {} };
