import { startTimer as startOne } from "@system/start_timer.ts";
import type { Runtime } from "@/ports/runtime.ts";

/** 24.8 days: a timer of more fires at once. */
const longestTimerMs = 2 ** 31 - 1;

/** The clocks and the chance of this machine. */
export const systemRuntime: Runtime = {
  now: () => new Date(),
  elapsed: () => performance.now(),
  after: startTimer,
  random: () => Math.random(),
  uuid: () => crypto.randomUUID(),
};

function startTimer(ms: number, call: () => void): Disposable {
  const step = Math.min(ms, longestTimerMs);
  let timer = startOne(next, step);
  let rest = ms - step;
  function next(): void {
    if (rest <= 0) return call();
    const more = Math.min(rest, longestTimerMs);
    rest -= more;
    timer = startOne(next, more);
  }
  return { [Symbol.dispose]: () => timer[Symbol.dispose]() };
}
