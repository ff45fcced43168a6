import type { Side } from "@/domain/task.ts";
import type { StoredStep } from "@/engine/actor.ts";
import type { TaskEngine } from "@/engine/task_engine.ts";
import type { LogReader, PendingRef } from "@/ports/log_reader.ts";
import type { Runtime } from "@/ports/runtime.ts";

/** Sends again what was asked for and not confirmed, once its time has come. */
interface Resends extends Disposable {
  /** Hears of every step that is in the log. */
  note(step: StoredStep): void;
  /** Looks for what is due. */
  go(): void;
}

interface ResendsDeps {
  readonly engine: Pick<TaskEngine, "post" | "underWay">;
  readonly log: Pick<LogReader, "pendingPushes">;
  readonly runtime: Pick<Runtime, "after" | "now">;
  readonly onFailure: (error: unknown) => void;
  /** Asked anew each time; also where nothing says that anything waits. */
  readonly longestSleepMs: () => number;
}

/** What was due and is not tried, since others had just failed, would be due at once for ever. */
const firstPauseMs = 1_000;
const longestPauseMs = 20_000;
/** Of those that a quota refused. */
const mostBeyondQuota = 50;

export function createResends(
  { engine, log, runtime, onFailure, longestSleepMs }: ResendsDeps,
): Resends {
  let inARow = 0;
  let timer: Disposable | null = null;
  let isOver = false;

  const pending = () =>
    log.pendingPushes().filter(({ streamId, side, dead, isOutside }) =>
      !dead && !isOutside && !engine.underWay(streamId).includes(side)
    );

  function dueInMs(nextAt: string | null): number {
    return nextAt === null ? 0 : Date.parse(nextAt) - runtime.now().getTime();
  }

  function go(): void {
    if (isOver) return;
    try {
      const due = pending().filter(({ nextAt }) => dueInMs(nextAt) <= 0);
      inARow = due.length === 0 ? 0 : inARow + 1;
      for (const { streamId, side } of withoutMany(due)) {
        engine.post(streamId, { type: "Resend", side });
      }
      sleep();
    } catch (thrown) {
      onFailure(thrown);
    }
  }

  function sleep(): void {
    timer?.[Symbol.dispose]();
    const next = Math.min(longestSleepMs(), ...pending().map(({ nextAt }) => dueInMs(nextAt)));
    const least = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.max(0, inARow - 1));
    timer = runtime.after(Math.max(next, inARow === 0 ? firstPauseMs / 10 : least), go);
  }

  return {
    go,
    note({ events }) {
      if (isOver) return;
      if (events.some(({ type }) => type === "PushConfirmed")) inARow = 0;
      if (events.some(({ type }) => type === "PushFailed")) sleep();
    },
    [Symbol.dispose]() {
      isOver = true;
      timer?.[Symbol.dispose]();
    },
  };
}

/** Beyond a quota only some are tried: where there is room, the others follow. */
function withoutMany(due: readonly PendingRef[]): readonly PendingRef[] {
  let full = 0;
  return due.filter(({ error }) =>
    error?.startsWith("QUOTA") !== true || ++full <= mostBeyondQuota
  );
}

/** A hook of the user's that was changed may take now what it refused before. */
export function resendTo(
  side: Side,
  { engine, log }: Pick<ResendsDeps, "engine" | "log">,
): void {
  for (const push of log.pendingPushes()) {
    const { streamId, dead } = push;
    if (push.side === side && !dead) engine.post(streamId, { type: "Resend", side });
  }
}
