import type { Runtime } from "@/ports/runtime.ts";

/** How many of something may be under way at once; learns from overload. */
export interface Limit {
  /** Runs `work` when there is room; of one caller in the order of the calls, and the callers in turn. */
  run<T>(work: (place: Place) => Promise<T>, caller?: string): Promise<T>;
  /** Half of now, not below 1. */
  overloaded(): void;
  /** Enough of these in a row allow one more. */
  succeeded(): void;
  current(): number;
  /** Starts at `from`, and never goes beyond `most`. */
  reset(from: number, most: number): void;
}

/** What a piece of work takes up. */
export interface Place {
  /** Until disposed of, the server is asked: what it does not answer soon keeps nobody waiting. A rest between two tries does. */
  asks(): Disposable;
}

/** Until the first overload, then after it. */
const firstSuccesses = 8;
const successesPerRaise = 64;
/** What takes longer keeps nobody waiting: the next may go beside it. */
const slowMs = 300;
/** The same after an overload, until as many succeeded as allow one more at first: what is slow then may be at work. */
const slowAfterOverloadMs = 3_000;
/** Slow ones beside those that are allowed: of more, the server is not asked for anything more. */
const mostSlow = 12;

/**
 * Additive increase, multiplicative decrease. After an overload the old height is tried again only
 * after a long row of successes, so that a server that takes one at a time is not asked all the time.
 */
export function createLimit(start: number, { after }: Pick<Runtime, "after">): Limit {
  let most = Math.max(1, start);
  let allowed = most;
  let busy = 0;
  let slow = 0;
  let successes = 0;
  let neededForRaise = firstSuccesses;
  let isStrained = false;
  const waiting = createTurns();

  function next(): void {
    while (busy < allowed) {
      const enter = waiting.take();
      if (enter === null) return;
      busy += 1;
      enter();
    }
  }

  function asks(): Disposable {
    let isSlow = false;
    const timer = after(isStrained ? slowAfterOverloadMs : slowMs, () => {
      if (slow >= mostSlow) return;
      isSlow = true;
      slow += 1;
      busy -= 1;
      next();
    });
    return {
      [Symbol.dispose]() {
        timer[Symbol.dispose]();
        if (!isSlow) return;
        slow -= 1;
        busy += 1;
      },
    };
  }

  return {
    async run(work, caller = "") {
      await new Promise<void>((enter) => {
        waiting.add(caller, enter);
        next();
      });
      try {
        return await work({ asks });
      } finally {
        busy -= 1;
        next();
      }
    },
    overloaded() {
      const doubled = Math.max(successesPerRaise, neededForRaise * 2);
      if (allowed > 1) neededForRaise = Math.min(doubled, 4096);
      allowed = Math.max(1, Math.floor(allowed / 2));
      successes = 0;
      isStrained = true;
    },
    succeeded() {
      successes += 1;
      if (successes >= firstSuccesses) isStrained = false;
      if (allowed >= most || successes < neededForRaise) return;
      allowed += 1;
      successes = 0;
      next();
    },
    current: () => allowed,
    reset(from, newMost) {
      most = Math.max(1, newMost);
      allowed = Math.min(most, Math.max(1, from));
      next();
    },
  };
}

/** Those who wait: who has many goes behind the others after each. */
function createTurns() {
  const byCaller = new Map<string, (() => void)[]>();
  return {
    add(caller: string, enter: () => void): void {
      const own = byCaller.get(caller);
      if (own === undefined) byCaller.set(caller, [enter]);
      else own.push(enter);
    },
    take(): (() => void) | null {
      const first = byCaller.entries().next().value;
      if (first === undefined) return null;
      const [caller, own] = first;
      const enter = own.shift() ?? null;
      byCaller.delete(caller);
      if (own.length > 0) byCaller.set(caller, own);
      return enter;
    },
  };
}
