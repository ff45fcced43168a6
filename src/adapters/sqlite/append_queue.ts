import { asSyncError, SyncError } from "@/domain/errors.ts";
import type { SyncEvent } from "@/domain/events.ts";
import type { StoredEvent } from "@/domain/stored_event.ts";
import type { StreamAppend } from "@/ports/event_store.ts";
import type { Runtime } from "@/ports/runtime.ts";
import type { Outcome } from "@/adapters/sqlite/committer.ts";
import { encodeAppend, type EncodedAppend } from "@/adapters/sqlite/encoded_append.ts";

type Stored = readonly StoredEvent<SyncEvent>[];

interface Waiting {
  readonly request: readonly EncodedAppend[];
  readonly resolve: (stored: Stored) => void;
  readonly reject: (error: SyncError) => void;
}

export interface AppendQueue {
  append(appends: readonly StreamAppend<SyncEvent>[]): Promise<Stored>;
  /** Commits what waits; later appends are refused. */
  close(): void;
}

/** Microtasks without a new append after which the callers of this turn count as complete. */
const quietMicrotasks = { forOne: 2, atOnce: 8, forMany: 32 };
/** Microtasks after a commit in which those whom it has answered append again, if they do. */
const answeredMicrotasks = 32;
/**
 * As many callers as a commit had are likely to come again: they are waited for, for this part of what it took. Where that
 * is little, nobody can be back by then.
 */
const gathering = { ofCommit: 1 / 4, leastMs: 0.1, maxMs: 1, kept: 3 / 4, most: 64 };
/** Commits go on in one turn of the event loop for this long, then everybody else gets theirs. */
const maxTurnMs = 8;

/**
 * Group commit: appends that arrive in one turn of the event loop share one transaction and one
 * wait for the disk. A log found damaged is not written to any more.
 *
 * Callers that a commit has just answered append again some microtasks later; waiting for those
 * costs less than a turn of the event loop, which is only taken so that nothing else starves. Whoever
 * comes otherwise, from a socket perhaps, begins a turn, in which all are together that have come until then; who
 * shared the last commit is waited for a little, as whoever comes late waits for a whole one. Who comes where nobody came
 * beside another lately waits for no turn; whoever comes right behind does, and they are together.
 */
export function createAppendQueue(
  runtime: Pick<Runtime, "elapsed" | "after">,
  commit: (requests: readonly (readonly EncodedAppend[])[]) => readonly Outcome[],
): AppendQueue {
  let waiting: Waiting[] = [];
  let refusal: SyncError | null = null;
  let quietEnough = quietMicrotasks.forMany;
  /** Callers that were there lately, and how long the next turn waits for as many. */
  let expected = 0;
  let gatherMs = 0;
  let turn: "none" | "due" | "going on" = "none";
  let isAtOnce = false;

  function schedule(): void {
    if (turn !== "none") return;
    isAtOnce = expected <= 1;
    if (!isAtOnce) return due();
    turn = "going on";
    quietEnough = quietMicrotasks.atOnce;
    listenOn(runtime.elapsed(), 0);
  }

  function due(): void {
    turn = "due";
    const dueAt = runtime.elapsed();
    runtime.after(0, () => begin(dueAt));
  }

  function begin(dueAt: number): void {
    if (waiting.length === 0) return void (turn = "none");
    if (waiting.length < expected && runtime.elapsed() - dueAt < gatherMs) {
      return void runtime.after(0, () => begin(dueAt));
    }
    turn = "going on";
    flush();
    listenOn(runtime.elapsed(), 0);
  }

  /** After a commit, as long as somebody appends again. `seen`: how many waited a microtask ago. */
  function listen(startedAt: number, seen: number, quietFor: number): void {
    const quiet = waiting.length === seen ? quietFor : 0;
    if (quiet < (waiting.length === 0 ? answeredMicrotasks : quietEnough)) {
      return listenOn(startedAt, quiet + 1);
    }
    const isLong = runtime.elapsed() - startedAt >= maxTurnMs;
    if (waiting.length > 0 && !isLong) {
      flush();
      return listenOn(startedAt, 0);
    }
    if (waiting.length > 0 || isAtOnce) {
      isAtOnce = false;
      return due();
    }
    turn = "none";
  }

  function listenOn(startedAt: number, quietFor: number): void {
    const seen = waiting.length;
    queueMicrotask(() => listen(startedAt, seen, quietFor));
  }

  function flush(): void {
    const batch = waiting;
    waiting = [];
    if (batch.length === 0) return;
    const { ofCommit, leastMs, maxMs, kept, most } = gathering;
    const startedAt = runtime.elapsed();
    quietEnough = batch.length === 1 ? quietMicrotasks.forOne : quietMicrotasks.forMany;
    try {
      const outcomes = commit(batch.map((each) => each.request));
      for (const [index, outcome] of outcomes.entries()) settle(batch[index], outcome);
    } catch (thrown) {
      const error = asSyncError(thrown);
      if (error.code === "LOG_DAMAGED") refusal = error;
      for (const each of batch) each.reject(error);
    }
    expected = Math.max(Math.min(batch.length, most), Math.floor(expected * kept));
    const worthMs = Math.min(maxMs, ofCommit * (runtime.elapsed() - startedAt));
    gatherMs = worthMs < leastMs ? 0 : worthMs;
  }

  function settle(caller: Waiting | undefined, outcome: Outcome): void {
    if (outcome.refusal === null) caller?.resolve(outcome.stored);
    else caller?.reject(outcome.refusal);
  }

  return {
    append: (appends) =>
      new Promise((resolve, reject) => {
        if (refusal !== null) return reject(refusal);
        const request = appends.map(encodeAppend);
        waiting.push({ request, resolve, reject });
        if (waiting.length === 1) schedule();
      }),
    close() {
      flush();
      refusal ??= new SyncError("ABORTED", "Cannot append: the log is closed");
    },
  };
}
