import { asSyncError } from "@/domain/errors.ts";
import type { Runtime } from "@/ports/runtime.ts";

/** `task sync`, by which Taskwarrior itself shares the list with other machines. */
export interface TaskSync {
  readonly everyMs: number;
  /** Ends within seconds. What went wrong, in words; `null`: nothing. */
  readonly run: (signal: AbortSignal) => Promise<string | null>;
}

interface TaskSyncing extends Disposable {
  /** Something was written to Taskwarrior, which other machines are to have soon. */
  noteWritten(): void;
}

interface Deps {
  readonly runtime: Pick<Runtime, "after" | "elapsed">;
  /** As configured now; `null`: none is wanted. */
  readonly sync: () => Promise<TaskSync | null>;
  readonly warn: (line: string) => void;
}

/** For all that is written together. */
const afterWriteMs = 2_000;
/** Where none is wanted, or it is not known whether one is. */
const askAgainMs = 10 * 60_000;
/** Between two tries of one that fails, where it is not to be run less often anyway. */
const longestMs = 60 * 60_000;

/** Runs it as often as is set, and soon after own writes, one at a time, until it is disposed of. */
export function keepTaskSyncing({ runtime, sync, warn }: Deps): TaskSyncing {
  const stopping = new AbortController();
  let isBusy = false;
  let isWritten = false;
  let failures = 0;
  let said: string | null = null;
  let dueAt = Infinity;
  let timer: Disposable | null = null;

  function dueIn(ms: number): void {
    if (stopping.signal.aborted) return;
    dueAt = runtime.elapsed() + ms;
    timer?.[Symbol.dispose]();
    timer = runtime.after(ms, () => void begin());
  }

  async function begin(): Promise<void> {
    if (isBusy) return;
    isBusy = true;
    isWritten = false;
    const nextMs = await once().catch((thrown) => failed(asSyncError(thrown).message, askAgainMs));
    isBusy = false;
    // Where it fails, a write is no reason to hurry.
    dueIn(isWritten && failures === 0 ? Math.min(afterWriteMs, nextMs) : nextMs);
  }

  /** When it is due again. */
  async function once(): Promise<number> {
    const wanted = await sync();
    if (wanted === null) return askAgainMs;
    const wrong = await wanted.run(stopping.signal);
    if (wrong !== null) return failed(wrong, wanted.everyMs);
    failures = 0;
    said = null;
    return wanted.everyMs;
  }

  /** The same again is not said again. */
  function failed(why: string, everyMs: number): number {
    failures++;
    if (why !== said && !stopping.signal.aborted) warn(`\`task sync\` failed: ${why}`);
    said = why;
    return Math.min(Math.max(longestMs, everyMs), everyMs * 2 ** Math.min(failures - 1, 10));
  }

  dueIn(afterWriteMs);
  return {
    noteWritten() {
      isWritten = true;
      const isSoon = dueAt - runtime.elapsed() <= afterWriteMs;
      if (!isBusy && !isSoon && failures === 0) dueIn(afterWriteMs);
    },
    [Symbol.dispose]() {
      stopping.abort();
      timer?.[Symbol.dispose]();
    },
  };
}
