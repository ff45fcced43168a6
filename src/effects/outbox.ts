import type { TaskCommand } from "@/domain/decide/commands.ts";
import { asSyncError, type SyncError } from "@/domain/errors.ts";
import type { Reading, Side } from "@/domain/task.ts";
import { createGathered } from "@/effects/gathered.ts";
import { requestOf, writeFor } from "@/effects/write_for.ts";
import { doubtIn, isHeldBack, restless, unanswered } from "@/effects/outcomes.ts";
import { type Pace, unpaced } from "@/effects/pace.ts";
import { createTurns } from "@/ports/turns.ts";
import type { PushOrder, PushQueue, Rank } from "@/ports/push_queue.ts";
import type { Replica, Written } from "@/ports/replica.ts";
import type { Runtime } from "@/ports/runtime.ts";

export interface OutboxDeps {
  readonly replica: Replica;
  readonly answer: (streamId: string, command: TaskCommand, rank: Rank) => void;
  /** ISO instant of the next try after the n-th failed one; `null`: none. */
  readonly retryAt: (error: SyncError, attempt: number) => string | null;
  /** A reading of that side with its stamp on the server's clock. */
  readonly onServerClock: (side: Side, reading: Reading) => Reading;
  /** Writes handed to the replica in one call. */
  readonly maxBatch: number;
  /** Calls under way at once, of which one is of rank `later`. Without: one at all. */
  readonly maxCalls?: number;
  /** Without: a task is written as often as it is asked for. */
  readonly pace?: Pace & Pick<Runtime, "after" | "elapsed">;
  /** Whether more of rank `later` is about to come, so that a call of less than a batch waits a little for it. */
  readonly isMoreToCome?: () => boolean;
  readonly signal: AbortSignal;
}

/** Refusals in a row, each decided on anew, before a task is left for the next run. */
const maxStaleInARow = 8;
/** What somebody just did goes in small calls, so that what comes next does not wait for long. */
const maxUrgent = 50;
/** For how long at most a call waits for more of its kind. */
const patienceMs = 500;

/**
 * Carries out pushes to one side, many in one call. Invariants: one write of a task at a time; what somebody just did
 * goes before what a comparison found; at least once: each answer goes back to the task's mailbox as soon as it is
 * known, those of a comparison's in groups, and only that makes the log forget the push.
 */
export function createOutbox(deps: OutboxDeps): PushQueue {
  const { maxCalls = 1, pace = null } = deps;
  const { waitMs, began } = pace ?? unpaced;
  const waiting = new Map<string, PushOrder>();
  /** Those of them that somebody has just asked for. */
  const urgentOnes = new Set<string>();
  const emptyListeners: (() => void)[] = [];
  const droppedListeners: ((streamId: string) => void)[] = [];
  const staleInARow = new Map<string, number>();
  const writing = new Set<string>();
  const calls: Record<Rank, number> = { now: 0, later: 0 };
  let timer: Disposable | null = null;
  /** Until the first may be written of those that were passed over for having been written too often. */
  let soonestMs = Infinity;
  let patience: Disposable | null = null;
  let isPatienceOver = false;
  let isBreathing = false;

  function flush(): void {
    soonestMs = Infinity;
    while (calls.now + calls.later < maxCalls) {
      const batch = nextBatch();
      if (batch.length === 0) break;
      for (const { streamId } of batch) {
        forget(streamId);
        writing.add(streamId);
        began(streamId);
      }
      void write(batch);
    }
    flushOnceItMay();
  }

  function forget(streamId: string): void {
    waiting.delete(streamId);
    urgentOnes.delete(streamId);
  }

  function nextBatch(): readonly PushOrder[] {
    const urgent = readyOnes(urgentOnes, Math.min(maxUrgent, deps.maxBatch));
    if (urgent.length > 0) return urgent;
    if (calls.later > 0 || isBreathing || isWorthWaiting()) return [];
    return readyOnes(waiting.keys(), deps.maxBatch);
  }

  /** Calls in a row that never wait for anything would keep the runtime from looking for what has come. */
  function breathe(): void {
    if (pace === null || waiting.size === 0) return;
    isBreathing = true;
    pace.after(1, () => {
      isBreathing = false;
      flush();
    });
  }

  function isWorthWaiting(): boolean {
    const isMoreToCome = waiting.size > 0 && waiting.size < deps.maxBatch && !isPatienceOver &&
      deps.isMoreToCome?.() === true;
    if (isMoreToCome && patience === null && pace !== null) {
      patience = pace.after(patienceMs, () => {
        patience = null;
        isPatienceOver = true;
        flush();
        isPatienceOver = false;
      });
    }
    return isMoreToCome;
  }

  /** What failed before goes last, so that it holds nothing up. */
  function readyOnes(streamIds: Iterable<string>, most: number): readonly PushOrder[] {
    const fresh: PushOrder[] = [];
    const failed: PushOrder[] = [];
    for (const streamId of streamIds) {
      const order = waiting.get(streamId);
      if (fresh.length === most) break;
      if (order === undefined || writing.has(streamId)) continue;
      const ms = waitMs(streamId);
      if (ms > 0) {
        soonestMs = Math.min(soonestMs, ms);
        continue;
      }
      (order.pending.attempts === 0 ? fresh : failed).push(order);
    }
    return [...fresh, ...failed].slice(0, most);
  }

  /** Time goes on meanwhile: the wait is the one that something was passed over for, not another look at the clock. */
  function flushOnceItMay(): void {
    if (soonestMs === Infinity || pace === null) return;
    timer?.[Symbol.dispose]();
    timer = pace.after(soonestMs, () => {
      timer = null;
      flush();
    });
  }

  async function write(batch: readonly PushOrder[]): Promise<void> {
    const rank = batch[0]?.rank ?? "later";
    const open = new Set(batch);
    calls[rank]++;
    const settle = (order: PushOrder, outcome: Written) => {
      if (isHeldBack(outcome) || !open.delete(order)) return;
      writing.delete(order.streamId);
      tell(order, outcome);
    };
    const gathered = createGathered(rank === "later" ? pace : null);
    const outcomes = await attempt(batch, (index, outcome) => {
      const order = batch[index];
      if (order !== undefined) gathered.add(() => settle(order, outcome));
    });
    const turns = pace === null ? null : createTurns(pace);
    const rest = turns === null ? null : gathered.finish(turns);
    if (rest !== null) await rest;
    calls[rank]--;
    if (rank === "later") breathe();
    // Nothing was tried and nothing is to be: the log asks again once it is known where to.
    for (const [index, order] of batch.entries()) {
      if (turns?.isOver() === true) await turns.next();
      settle(order, outcomes[index] ?? unanswered());
    }
    if (open.size > 0) {
      for (const { streamId } of open) writing.delete(streamId);
      dropAll([...open]);
    }
    flush();
    if (waiting.size + writing.size === 0) { for (const listener of emptyListeners) listener(); }
  }

  function dropAll(others: readonly PushOrder[]): void {
    const dropped = [...others, ...waiting.values()];
    waiting.clear();
    urgentOnes.clear();
    for (const { streamId } of dropped) {
      for (const listener of droppedListeners) listener(streamId);
    }
  }

  /** An engine that has stopped takes no answers: the log still has the push, and asks again. */
  function tell(order: PushOrder, outcome: Written): void {
    const command = answerTo(order, outcome);
    try {
      deps.answer(order.streamId, command, order.rank);
    } catch {
      dropAll([order]);
    }
  }

  async function attempt(
    batch: readonly PushOrder[],
    onWritten: (index: number, outcome: Written) => void,
  ): Promise<readonly Written[]> {
    try {
      return await deps.replica.write(batch.map(writeFor), deps.signal, onWritten);
    } catch (thrown) {
      const error = asSyncError(thrown);
      return batch.map(() => ({ kind: "failed", error }));
    }
  }

  /** A task that changes under every single write waits for the next run instead of turning for ever. */
  function isRestless(streamId: string, outcome: Written): boolean {
    const count = outcome.kind === "stale" ? (staleInARow.get(streamId) ?? 0) + 1 : 0;
    if (count === 0) staleInARow.delete(streamId);
    else staleInARow.set(streamId, count);
    return count > maxStaleInARow;
  }

  function answerTo(order: PushOrder, outcome: Written): TaskCommand {
    if (isRestless(order.streamId, outcome)) return failure(order, restless(order, maxStaleInARow));
    const { side, pending } = order;
    const { request } = pending;
    switch (outcome.kind) {
      case "written": {
        const { comments, leftOut, lacks, undone } = outcome;
        const reading = deps.onServerClock(side, outcome.reading);
        const made = outcome.made === undefined ? {} : { made: requestOf(outcome.made) };
        const said = { reading, comments, leftOut, ...made, ...doubtIn(outcome) };
        const answer = { type: "ConfirmPush" as const, side, request, ...said };
        return {
          ...answer,
          ...(lacks === undefined ? {} : { lacks }),
          ...(undone === undefined ? {} : { undone }),
        };
      }
      case "stale":
        return {
          type: "RefusePush",
          side,
          request,
          reading: deps.onServerClock(side, outcome.reading),
          ...doubtIn(outcome),
        };
      case "failed":
        return failure(order, outcome.error, outcome.made);
    }
  }

  function failure(
    { side, pending }: PushOrder,
    error: SyncError,
    made?: Extract<Written, { readonly kind: "failed" }>["made"],
  ): TaskCommand {
    const { code, message } = error;
    // What was made has been tried, whatever was not any more.
    const untried = made === undefined && error.details["untried"] === true;
    const retryAt = deps.retryAt(error, pending.attempts + (untried ? 0 : 1));
    const failed = { side, request: pending.request, code, message, retryAt };
    const unwritten = made === undefined && error.details["unwritten"] === true;
    return {
      type: "FailPush",
      ...failed,
      ...(untried ? { untried } : {}),
      ...(unwritten ? { unwritten } : {}),
      ...(made === undefined ? {} : { made: { request: requestOf(made.key), id: made.id } }),
      ...(pending.dead ? { evenDead: true } : {}),
    };
  }

  return {
    add(order) {
      const { streamId } = order;
      if (order.rank === "now") urgentOnes.add(streamId);
      waiting.set(streamId, urgentOnes.has(streamId) ? { ...order, rank: "now" } : order);
    },
    hurry(streamId) {
      const order = waiting.get(streamId);
      if (order === undefined || order.rank === "now") return;
      waiting.set(streamId, { ...order, rank: "now" });
      urgentOnes.add(streamId);
      flush();
    },
    remove: forget,
    has: (streamId) => waiting.has(streamId) || writing.has(streamId),
    isWriting: (streamId) => streamId === null ? writing.size > 0 : writing.has(streamId),
    clear: () => dropAll([]),
    flush,
    get size() {
      return waiting.size + writing.size;
    },
    onEmpty: (listener) => void emptyListeners.push(listener),
    onDropped: (listener) => void droppedListeners.push(listener),
  };
}
