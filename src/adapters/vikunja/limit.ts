/** How many of something may be under way at once; learns from overload. */
export interface Limit {
  /** Runs `work` when there is room; in the order of the calls. */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** Half of now, not below 1. */
  overloaded(): void;
  /** Enough of these in a row allow one more. */
  succeeded(): void;
  current(): number;
  /** Sets what is allowed at most, and starts there. */
  reset(most: number): void;
}

const successesPerRaise = 64;

/**
 * Additive increase, multiplicative decrease. After an overload the old height is tried again only
 * after a long row of successes, so that a server that takes one at a time is not asked all the time.
 */
export function createLimit(start: number): Limit {
  let most = Math.max(1, start);
  let allowed = most;
  let busy = 0;
  let successes = 0;
  let neededForRaise = successesPerRaise;
  const waiting: (() => void)[] = [];

  function next(): void {
    while (busy < allowed) {
      const enter = waiting.shift();
      if (enter === undefined) return;
      busy += 1;
      enter();
    }
  }

  return {
    async run(work) {
      await new Promise<void>((enter) => {
        waiting.push(enter);
        next();
      });
      try {
        return await work();
      } finally {
        busy -= 1;
        next();
      }
    },
    overloaded() {
      if (allowed > 1) neededForRaise = Math.min(neededForRaise * 2, 4096);
      allowed = Math.max(1, Math.floor(allowed / 2));
      successes = 0;
    },
    succeeded() {
      successes += 1;
      if (allowed >= most || successes < neededForRaise) return;
      allowed += 1;
      successes = 0;
      next();
    },
    current: () => allowed,
    reset(newMost) {
      most = Math.max(1, newMost);
      allowed = most;
      next();
    },
  };
}
