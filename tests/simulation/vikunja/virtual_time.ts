import { setImmediate as settle } from "node:timers/promises";
import type { Runtime } from "@/ports/runtime.ts";

/** Time that passes only when everybody waits for it, and chance by a seed. */
export interface VirtualTime {
  readonly runtime: Runtime;
  /** From one timer to the next, until the work has ended. */
  run<T>(work: Promise<T>): Promise<T>;
  /** From one timer to the next, until so much has passed and all that was due has been called. */
  pass(ms: number): Promise<void>;
}

interface Timer {
  readonly atMs: number;
  readonly call: () => void;
}

export function createVirtualTime(startedAt: string, random: () => number): VirtualTime {
  const startMs = Date.parse(startedAt);
  const timers = new Set<Timer>();
  let elapsedMs = 0;
  let uuids = 0;

  function next(): Timer | null {
    let first: Timer | null = null;
    for (const timer of timers) if (first === null || timer.atMs < first.atMs) first = timer;
    return first;
  }

  function fire(timer: Timer): void {
    timers.delete(timer);
    elapsedMs = Math.max(elapsedMs, timer.atMs);
    timer.call();
  }

  return {
    runtime: {
      now: () => new Date(startMs + elapsedMs),
      elapsed: () => elapsedMs,
      after(ms, call) {
        const timer = { atMs: elapsedMs + Math.max(0, ms), call };
        timers.add(timer);
        return { [Symbol.dispose]: () => void timers.delete(timer) };
      },
      random,
      uuid: () => `00000000-0000-4000-8000-${String(++uuids).padStart(12, "0")}`,
    },
    async run(work) {
      let isOver = false;
      const ended = work.finally(() => isOver = true);
      ended.catch(() => {});
      while (true) {
        await settle();
        if (isOver) return await ended;
        const timer = next();
        if (timer === null) throw new Error("everybody waits for nothing");
        fire(timer);
      }
    },
    async pass(ms) {
      const untilMs = elapsedMs + ms;
      await settle();
      for (let timer = next(); timer !== null && timer.atMs <= untilMs; timer = next()) {
        fire(timer);
        await settle();
      }
      elapsedMs = untilMs;
    },
  };
}
