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

/** Never early, by the clock of `elapsed`: the runtimes leave out parts of a millisecond. */
function startTimer(ms: number, call: () => void): Disposable {
  const dueAt = performance.now() + ms;
  const startFor = (rest: number) => startOne(next, Math.min(Math.ceil(rest), longestTimerMs));
  let timer = startFor(ms);
  function next(): void {
    const rest = dueAt - performance.now();
    if (rest <= 0) return call();
    timer = startFor(rest);
  }
  return { [Symbol.dispose]: () => timer[Symbol.dispose]() };
}
