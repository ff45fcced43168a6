import { asSyncError, SyncError } from "@/domain/errors.ts";
import type { SyncEvent } from "@/domain/events.ts";
import type { StoredEvent } from "@/domain/stored_event.ts";
import type { StreamAppend } from "@/ports/event_store.ts";
import type { SharedLog } from "@/ports/shared_log.ts";
import type { AppendQueue } from "@/adapters/sqlite/append_queue.ts";
import type { Outcome } from "@/adapters/sqlite/committer.ts";
import { encodeAppend, type EncodedAppend } from "@/adapters/sqlite/encoded_append.ts";
import { aheadOf } from "@/adapters/sqlite/mirror_ahead.ts";
import type { createMirrorPlanner, MirrorPlan } from "@/adapters/sqlite/mirror_plan.ts";
import type { createMirrorWriter } from "@/adapters/sqlite/mirror_writer.ts";

type Stored = readonly StoredEvent<SyncEvent>[];

interface Waiting {
  readonly request: readonly EncodedAppend[];
  readonly resolve: (stored: Stored) => void;
  readonly reject: (error: SyncError) => void;
}

interface QueueDeps {
  readonly shared: SharedLog;
  readonly mirrorPath: string;
  readonly plan: ReturnType<typeof createMirrorPlanner>;
  readonly writer: ReturnType<typeof createMirrorWriter>;
  readonly now: () => Date;
  /** The mirror is not what the shared log says, and is to be made anew. */
  readonly distrust: () => void;
}

export interface SharedQueue extends AppendQueue {
  /** Resolves when nothing is on its way to the shared log. */
  settled(): Promise<void>;
  /** Takes over what the shared log has and the mirror does not. */
  catchUp(): Promise<void>;
}

/** Microtasks without a new append after which the callers of this moment count as complete. */
const quietMicrotasks = 32;
/** Events of one batch, beyond what a single caller asks for. */
const mostEvents = 1_000;
const pageLength = 2_000;

/**
 * Group commit over a network: while one batch is on its way, whoever comes waits for the next. Invariants: one batch
 * at a time; an event is in the mirror only once the shared log has it; what is told as stored is in both.
 */
export function createSharedQueue(
  { shared, mirrorPath, plan, writer, now, distrust }: QueueDeps,
): SharedQueue {
  const waiting: Waiting[] = [];
  let working: Promise<void> | null = null;
  let isUnderWay = false;
  let isClosed = false;
  /** What the shared log has lost is here. */
  let isAhead = false;
  let refusal: SyncError | null = null;

  async function work(): Promise<void> {
    for (;;) {
      await quiet();
      const batch = nextBatch();
      if (batch.length === 0) break;
      isUnderWay = true;
      await settle(batch, () => stored(batch));
      isUnderWay = false;
    }
    working = null;
  }

  async function quiet(): Promise<void> {
    for (let quietFor = 0, seen = waiting.length; quietFor < quietMicrotasks; quietFor++) {
      await null;
      if (waiting.length !== seen) quietFor = 0;
      seen = waiting.length;
    }
  }

  function nextBatch(): readonly Waiting[] {
    let events = 0;
    const next = waiting.findIndex(({ request }, at) => {
      events += request.reduce((sum, each) => sum + each.events.length, 0);
      return at > 0 && events > mostEvents;
    });
    return waiting.splice(0, next < 0 ? waiting.length : next);
  }

  async function stored(batch: readonly Waiting[]): Promise<readonly Outcome[]> {
    for (;;) {
      const planned = planOf(batch);
      const { rows } = planned.batch;
      if (rows.length === 0) return planned.outcomes;
      switch (await shared.append(planned.batch)) {
        case "stored":
          if (!isClosed) writer.write(rows, planned.stored);
          return planned.outcomes;
        case "behind":
          await catchUp();
          break;
        case "ahead":
          isAhead = true;
          throw aheadOf(shared, planned.batch.after, mirrorPath);
      }
    }
  }

  function planOf(batch: readonly Waiting[]): MirrorPlan {
    return plan(batch.map(({ request }) => request), now().toISOString());
  }

  async function settle(
    batch: readonly Waiting[],
    store: () => Promise<readonly Outcome[]>,
  ): Promise<void> {
    try {
      const outcomes = await store();
      for (const [index, outcome] of outcomes.entries()) {
        if (outcome.refusal === null) batch[index]?.resolve(outcome.stored);
        else batch[index]?.reject(outcome.refusal);
      }
    } catch (thrown) {
      const error = asSyncError(thrown);
      if (error.code === "LOG_DAMAGED" && !isClosed && !isAhead) distrust();
      if (error.code === "LOG_DAMAGED" || error.code === "FENCED") refusal ??= error;
      for (const each of batch) each.reject(error);
    }
  }

  async function catchUp(): Promise<void> {
    for (;;) {
      const rows = await shared.rowsAfter(writer.lastPosition(), pageLength);
      writer.write(rows);
      if (rows.length < pageLength) return;
    }
  }

  return {
    append: (appends: readonly StreamAppend<SyncEvent>[]) =>
      new Promise((resolve, reject) => {
        if (refusal !== null) return reject(refusal);
        waiting.push({ request: appends.map(encodeAppend), resolve, reject });
        working ??= work();
      }),
    close() {
      if (isClosed) return;
      isClosed = true;
      refusal ??= new SyncError("ABORTED", "Cannot append: the log is closed");
      const last = waiting.splice(0);
      if (last.length === 0) return;
      if (isUnderWay) return last.forEach(({ reject }) => reject(refusal ?? closedBefore()));
      const planned = planOf(last);
      const before = working ?? Promise.resolve();
      working = Promise.all([before, settle(last, () => storedAlone(planned))]).then(() => {});
    },
    settled: async () => void await working,
    catchUp,
  };

  /** The mirror is closed: whoever opens it next reads what was stored. */
  async function storedAlone({ batch, outcomes }: MirrorPlan): Promise<readonly Outcome[]> {
    if (batch.rows.length === 0 || await shared.append(batch) === "stored") return outcomes;
    throw closedBefore();
  }
}

function closedBefore(): SyncError {
  return new SyncError("ABORTED", "Cannot append: the log was closed before");
}
