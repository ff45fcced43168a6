import { createPause, everybodysTurnMs, jitterMs, type Pause } from "./pause.ts";

/**
 * Those of this process who want one lock, in the order they came. Only the first tries, so none of them
 * overtakes, and the next is woken the moment it is let go of.
 *
 * Taking a lock again at once, by whomever here, is what makes it fast, and what starves other processes, who try every
 * few milliseconds: after {@link burstMs} of that, if others were seen waiting, this process lets them try first.
 */
export interface Line {
  /** `false`: the time was over before its turn. Rejects with the reason of the signal. */
  enter(waiter: Waiter): Promise<boolean>;
  /** Waits before the next try: for the holder here, for others' turn, or for a moment. */
  wait(waiter: Waiter, why: "first try" | "refused"): Promise<void>;
  leave(waiter: Waiter): void;
  /** It was taken; what to call when it is let go of. */
  took(isShared: boolean): (hasWaiters: boolean) => void;
}

/** Its identity is its place. */
export interface Waiter {
  /** On the clock of `performance.now()`. */
  readonly deadline: number;
  readonly signal: AbortSignal | undefined;
}

const burstMs = 30;
/** Let go of for longer than this, others have had their chance. */
const againMs = 5;
const longestPauseMs = 2 ** 30;
const keptLines = 100;

const lines = new Map<string, Line & { isIdle(): boolean }>();

/** The line of this process for that lock file. */
export function lineFor(path: string): Line {
  const known = lines.get(path);
  if (known !== undefined) return known;
  if (lines.size >= keptLines) {
    for (const [other, line] of lines) if (line.isIdle()) lines.delete(other);
  }
  const line = createLine();
  lines.set(path, line);
  return line;
}

function createLine(): Line & { isIdle(): boolean } {
  const queue: { readonly waiter: Waiter; pause: Pause | null }[] = [];
  let isHeldHere = false;
  let burstStartedAt: number | null = null;
  let releasedAt = 0;
  let othersWait = false;

  const wakeFirst = () => queue[0]?.pause?.end();

  function remove(waiter: Waiter): void {
    const place = queue.findIndex((each) => each.waiter === waiter);
    if (place >= 0) queue.splice(place, 1);
    if (place === 0) wakeFirst();
  }

  async function pauseFor(waiter: Waiter, ms: number): Promise<void> {
    const place = queue.find((each) => each.waiter === waiter);
    const leftMs = Math.max(0, waiter.deadline - performance.now());
    const pause = createPause(waiter.signal);
    if (place !== undefined) place.pause = pause;
    pause.begin(Math.min(ms, leftMs, longestPauseMs));
    await pause.over;
  }

  async function pauseUntil(waiter: Waiter, isOver: () => boolean): Promise<boolean> {
    while (!isOver()) {
      if (waiter.deadline <= performance.now()) return false;
      await pauseFor(waiter, Infinity);
    }
    return true;
  }

  function endBurst(): void {
    burstStartedAt = null;
    othersWait = false;
  }

  return {
    isIdle: () => queue.length === 0 && !isHeldHere,
    async enter(waiter) {
      queue.push({ waiter, pause: null });
      try {
        if (await pauseUntil(waiter, () => queue[0]?.waiter === waiter)) return true;
      } catch (thrown) {
        remove(waiter);
        throw thrown;
      }
      remove(waiter);
      return false;
    },
    async wait(waiter, why) {
      if (isHeldHere) {
        await pauseUntil(waiter, () => !isHeldHere);
        if (why === "refused") return;
      }
      const now = performance.now();
      if (why === "refused") {
        endBurst();
        await pauseFor(waiter, jitterMs());
      } else if (
        othersWait && burstStartedAt !== null && now - burstStartedAt > burstMs &&
        now - releasedAt < againMs
      ) {
        endBurst();
        await pauseFor(waiter, everybodysTurnMs);
      }
    },
    leave: remove,
    took(isShared) {
      const now = performance.now();
      if (now - releasedAt >= againMs) endBurst();
      burstStartedAt ??= now;
      isHeldHere = !isShared;
      return (hasWaiters) => {
        if (!isShared) isHeldHere = false;
        if (hasWaiters) othersWait = true;
        releasedAt = performance.now();
        wakeFirst();
      };
    },
  };
}
