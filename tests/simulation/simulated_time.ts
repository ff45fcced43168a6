import { setImmediate } from "node:timers";
import type { Runtime } from "@/ports/runtime.ts";
import type { Chance } from "@tests/simulation/chance.ts";

/** Time that passes only when everybody waits for it. */
export interface SimulatedTime {
  /** Of this machine, for what lives as long as the world. */
  readonly runtime: Runtime;
  /** Of another machine: its clock does not jump with ours. */
  readonly elsewhere: Runtime;
  readonly nowMs: () => number;
  /** Sets the clock on the wall; the one that does not jump goes on. */
  jump(ms: number): void;
  /** A process: with its end all that it waits for is forgotten. */
  startLife(): Life;
  /** From timer to timer until then, or until `isEnough`, asked after each; false: it was not. */
  pass(ms: number, isEnough?: () => boolean): Promise<boolean>;
}

export interface Life {
  readonly runtime: Runtime;
  readonly isOver: boolean;
  end(): void;
  /** As SIGSTOP does: what would be called, or come, waits until it goes on. */
  pause(): void;
  goOn(): void;
  /** The same, but what comes once the life is over never comes. */
  waiting<T>(work: Promise<T>): Promise<T>;
}

interface Timer {
  readonly atMs: number;
  readonly order: number;
  readonly call: () => void;
  isDropped: boolean;
}

const startMs = Date.parse("2026-03-01T09:00:00Z");

export function createSimulatedTime(chance: Chance, turns = 1): SimulatedTime {
  const timers: Timer[] = [];
  let elapsedMs = 0;
  let aheadMs = 0;
  let order = 0;

  function after(ms: number, call: () => void): Timer {
    const atMs = elapsedMs + Math.max(0, ms);
    const timer = { atMs, order: order++, call, isDropped: false };
    push(timers, timer);
    return timer;
  }

  function runtimeOf(random: () => number, turnOf: (call: () => void) => void): Runtime {
    return {
      now: () => new Date(startMs + elapsedMs + aheadMs),
      elapsed: () => elapsedMs,
      after(ms, call) {
        const timer = after(ms, () => turnOf(() => timer.isDropped ? undefined : call()));
        return { [Symbol.dispose]: () => void (timer.isDropped = true) };
      },
      random,
      uuid: () => uuidBy(random),
    };
  }

  /** Until all that goes on without time passing has gone on. */
  async function settle(): Promise<void> {
    for (let turn = 0; turn < turns; turn++) {
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }

  return {
    runtime: runtimeOf(chance.of("world"), (call) => call()),
    elsewhere: {
      ...runtimeOf(chance.of("elsewhere"), (call) => call()),
      now: () => new Date(startMs + elapsedMs),
    },
    nowMs: () => elapsedMs,
    jump: (ms) => void (aheadMs += ms),
    startLife() {
      let isOver = false;
      /** What waits for it to go on; `null`: it is not stopped. */
      let held: (() => void)[] | null = null;
      const turnOf = (call: () => void): void => {
        if (isOver) return;
        if (held === null) call();
        else held.push(call);
      };
      const runtime = runtimeOf(chance.of(`life ${order}`), turnOf);
      return {
        runtime,
        get isOver() {
          return isOver;
        },
        end: () => void (isOver = true),
        pause: () => void (held ??= []),
        goOn() {
          const calls = held ?? [];
          held = null;
          for (const call of calls) after(0, () => turnOf(call));
        },
        waiting: (work) =>
          new Promise((resolve, reject) => {
            work.then(
              (value) => turnOf(() => resolve(value)),
              (thrown) => turnOf(() => reject(thrown)),
            );
          }),
      };
    },
    async pass(ms, isEnough = () => false) {
      const untilMs = elapsedMs + ms;
      while (true) {
        await settle();
        if (isEnough()) return true;
        while (timers[0]?.isDropped === true) pop(timers);
        const next = timers[0];
        if (next === undefined || next.atMs > untilMs) break;
        pop(timers);
        elapsedMs = Math.max(elapsedMs, next.atMs);
        next.call();
      }
      elapsedMs = untilMs;
      return false;
    },
  };
}

function uuidBy(random: () => number): string {
  const part = () => Math.floor(random() * 2 ** 32).toString(16).padStart(8, "0");
  const [a, b, c, d] = [part(), part(), part(), part()];
  return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-a${c.slice(5)}-${c.slice(0, 4)}${d}`;
}

function isBefore(one: Timer, other: Timer): boolean {
  return one.atMs < other.atMs || one.atMs === other.atMs && one.order < other.order;
}

function push(heap: Timer[], timer: Timer): void {
  let at = heap.length;
  heap.push(timer);
  while (at > 0) {
    const above = (at - 1) >> 1;
    const parent = heap[above] as Timer;
    if (!isBefore(timer, parent)) break;
    heap[at] = parent;
    at = above;
  }
  heap[at] = timer;
}

function pop(heap: Timer[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let at = 0;
  while (true) {
    let below = 2 * at + 1;
    if (below >= heap.length) break;
    if (below + 1 < heap.length && isBefore(heap[below + 1] as Timer, heap[below] as Timer)) {
      below++;
    }
    const child = heap[below] as Timer;
    if (!isBefore(child, last)) break;
    heap[at] = child;
    at = below;
  }
  heap[at] = last;
}
