import type { Steps } from "@/domain/steps.ts";
import type { Runtime } from "@/ports/runtime.ts";
import { sleep } from "@/ports/waits.ts";

/** So long one piece of work goes on before all else of this process has its turn; one step may take as long again. */
const turnMs = 8;

/** Times that whatever waits has its turn in between: an answer to a request takes several. */
const passes = 4;

type Clock = Pick<Runtime, "elapsed" | "after">;

/** For what would otherwise keep all else of this process waiting. */
export interface Turns {
  /** Whether this has gone on for long enough. */
  isOver(): boolean;
  /** Once all else had its turn, where this has taken long enough; otherwise at once. */
  next(): Promise<void>;
  /** All of it, and others meanwhile. */
  through<T>(steps: Steps<T>): Promise<T>;
}

/** What is asked for after the signal is aborted rejects with its reason. */
export function createTurns(runtime: Clock, signal: AbortSignal | null = null): Turns {
  let startedAt = runtime.elapsed();

  async function next(): Promise<void> {
    if (!isOver()) return;
    for (let pass = 0; pass < passes; pass++) await sleep(runtime, 0, signal);
    startedAt = runtime.elapsed();
  }

  const isOver = () => runtime.elapsed() - startedAt >= turnMs;

  return {
    isOver,
    next,
    async through(steps) {
      for (;;) {
        const step = steps.next();
        if (step.done === true) return step.value;
        if (isOver()) await next();
      }
    },
  };
}
