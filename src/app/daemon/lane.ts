import { asSyncError, type SyncError } from "@/domain/errors.ts";
import type { Runtime } from "@/ports/runtime.ts";

/** One kind of work that is asked for again and again: asked for many times at once, it is done once. */
export interface Lane {
  wake(): void;
  /** The same in so long, unless it is to come already. */
  wakeIn(ms: number): void;
  /** It may begin now, see `mayBegin`. */
  go(): void;
  /** Whether something was asked for that is not done. */
  isOwed(): boolean;
  /** What the last try failed with; `null`: it did not. */
  error(): SyncError | null;
  /** Resolves when nothing is being done. */
  rest(): Promise<void>;
}

interface LaneDeps {
  readonly runtime: Pick<Runtime, "after" | "elapsed">;
  readonly work: () => Promise<void>;
  /** Until then it stays asked for; without: at once. */
  readonly mayBegin?: () => boolean;
  /** It will be tried again, unless this throws. */
  readonly onFailure: (error: SyncError) => void;
  /** All that was asked for is done. */
  readonly onDone: () => void;
  /** Nothing begins any more. */
  readonly signal: AbortSignal;
}

/** Between two tries after a failure: at least, and at most where nobody asks. */
const firstPauseMs = 1_000;
const longestPauseMs = 20_000;

export function createLane(deps: LaneDeps): Lane {
  const { runtime, work, mayBegin = () => true, onFailure, onDone, signal } = deps;
  let isWanted = false;
  let failures = 0;
  let mayAt = 0;
  let error: SyncError | null = null;
  let under: Promise<void> | null = null;
  let timer: Disposable | null = null;
  let soon: Disposable | null = null;

  function go(): void {
    if (under !== null || !isWanted || signal.aborted || !mayBegin()) return;
    const waitMs = mayAt - runtime.elapsed();
    if (waitMs > 0) return later(waitMs);
    isWanted = false;
    under = once().finally(() => {
      under = null;
      go();
      if (!isWanted && under === null) onDone();
    });
  }

  function later(ms: number): void {
    timer?.[Symbol.dispose]();
    timer = runtime.after(ms, () => {
      timer = null;
      go();
    });
  }

  async function once(): Promise<void> {
    try {
      await work();
      failures = 0;
      error = null;
    } catch (thrown) {
      isWanted = true;
      if (signal.aborted) return;
      error = asSyncError(thrown);
      failures++;
      mayAt = runtime.elapsed() + Math.min(longestPauseMs, firstPauseMs * 2 ** (failures - 1));
      onFailure(error);
    }
  }

  function wake(): void {
    isWanted = true;
    mayAt = Math.min(mayAt, runtime.elapsed() + firstPauseMs);
    go();
  }

  return {
    go,
    wake,
    wakeIn(ms) {
      soon ??= runtime.after(ms, () => {
        soon = null;
        wake();
      });
    },
    isOwed: () => isWanted || under !== null,
    error: () => error,
    rest: () => under ?? Promise.resolve(),
  };
}
