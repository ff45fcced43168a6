import { setImmediate } from "node:timers";
import { asSyncError, SyncError } from "@/domain/errors.ts";
import type { SyncEvent } from "@/domain/events.ts";
import type { StoredEvent } from "@/domain/stored_event.ts";
import type { StreamAppend } from "@/ports/event_store.ts";
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

/**
 * Group commit: appends that arrive in one turn of the event loop share one transaction and one
 * wait for the disk. A log found damaged is not written to any more.
 */
export function createAppendQueue(
  commit: (requests: readonly (readonly EncodedAppend[])[]) => readonly Outcome[],
): AppendQueue {
  let waiting: Waiting[] = [];
  let refusal: SyncError | null = null;

  function flush(): void {
    const batch = waiting;
    waiting = [];
    if (batch.length === 0) return;
    try {
      const outcomes = commit(batch.map((each) => each.request));
      for (const [index, outcome] of outcomes.entries()) settle(batch[index], outcome);
    } catch (thrown) {
      const error = asSyncError(thrown);
      if (error.code === "LOG_DAMAGED") refusal = error;
      for (const each of batch) each.reject(error);
    }
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
        if (waiting.length === 1) setImmediate(flush);
      }),
    close() {
      flush();
      refusal ??= new SyncError("ABORTED", "Cannot append: the log is closed");
    },
  };
}
