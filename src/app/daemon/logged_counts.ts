import { SyncError } from "@/domain/errors.ts";
import type { LoggedCounts } from "@/ports/doors.ts";
import type { LogQueries } from "@/ports/log_queries.ts";
import type { Runtime } from "@/ports/runtime.ts";

type Counted = Pick<LogQueries, "linkCount" | "pendingList" | "heldList" | "conflictCount">;

interface LoggedCountsDeps {
  readonly log: Counted;
  readonly onStep: (listener: () => void) => void;
  readonly runtime: Pick<Runtime, "after">;
  /** Many are asked at once: it is counted while the log is open, rather than opened for it. */
  readonly isAhead: boolean;
}

interface KeptCounts extends Disposable {
  /** As of the last step. */
  now(): LoggedCounts;
}

/** Steps that go together are counted once; before the log rests. */
const momentMs = 500;

export function keepCounts({ log, onStep, runtime, isAhead }: LoggedCountsDeps): KeptCounts {
  let kept: LoggedCounts | null = isAhead ? countsOf(log) : null;
  let soon: Disposable | null = null;

  onStep(() => {
    kept = null;
    if (isAhead) soon ??= runtime.after(momentMs, countAhead);
  });

  function countAhead(): void {
    soon = null;
    try {
      kept ??= countsOf(log);
    } catch (thrown) {
      // Whoever asks is told.
      if (!(thrown instanceof SyncError)) throw thrown;
    }
  }

  return {
    now: () => kept ??= countsOf(log),
    [Symbol.dispose]: () => soon?.[Symbol.dispose](),
  };
}

function countsOf(log: Counted): LoggedCounts {
  const pushes = log.pendingList();
  const givenUp = pushes.filter(({ dead }) => dead).length;
  return {
    linked: log.linkCount(),
    pending: pushes.length - givenUp,
    givenUp,
    held: log.heldList().length,
    conflicts: log.conflictCount(),
  };
}
