const leastMs = 1;
const mostMs = 20;

/** 1 to 20 ms, more often short than long: the lock is noticed soon, and waiters do not march in step. */
export function jitterMs(): number {
  return leastMs + (mostMs - leastMs) * Math.random() ** 2;
}

/** Longer than anybody waits between two tries: all others have had theirs when it is over. */
export const everybodysTurnMs = mostMs + 1;

export interface Pause {
  readonly over: Promise<void>;
  /** Ends it now. */
  end(): void;
}

/** Rejects with the reason of the signal when that comes. */
export function startPause(ms: number, signal: AbortSignal | undefined): Pause {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const onAbort = () => {
    clearTimeout(timer);
    reject(signal?.reason);
  };
  const end = () => {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
    resolve();
  };
  const timer = setTimeout(end, ms);
  if (signal?.aborted === true) onAbort();
  else signal?.addEventListener("abort", onAbort, { once: true });
  return { over: promise, end };
}
