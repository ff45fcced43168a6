const leastMs = 1;
const mostMs = 20;

/** 1 to 20 ms, more often short than long: the lock is noticed soon, and waiters do not march in step. */
export function jitterMs(): number {
  return leastMs + (mostMs - leastMs) * Math.random() ** 2;
}

/** Longer than anybody waits between two tries: all others have had theirs when it is over. */
export const everybodysTurnMs = mostMs + 1;

export interface Pause {
  /** Rejects with the reason of the signal when that comes. */
  readonly over: Promise<void>;
  begin(ms: number): void;
  /** Ends it now, also where it has not begun: then it never does. */
  end(): void;
}

/**
 * To be put where it is found before it begins: the first `setTimeout` of a process may load what it is made of, and
 * others go on before it returns. Whoever they would wake then was missed, and slept for as long as it had.
 */
export function createPause(signal: AbortSignal | undefined): Pause {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;
  const stop = () => {
    isOver = true;
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
  };
  const onAbort = () => {
    stop();
    reject(signal?.reason);
  };
  const end = () => {
    stop();
    resolve();
  };
  return {
    over: promise,
    end,
    begin(ms) {
      if (signal?.aborted === true) return onAbort();
      signal?.addEventListener("abort", onAbort, { once: true });
      timer = setTimeout(end, ms);
      if (isOver) clearTimeout(timer);
    },
  };
}
