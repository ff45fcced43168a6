import { asSyncError, type SyncError } from "@/domain/errors.ts";
import type { LogEvent, SyncEvent } from "@/domain/events.ts";
import type { AskedField } from "@/domain/fields.ts";
import type { TaskEngine } from "@/engine/task_engine.ts";
import type { EditClock } from "@/ports/edit_clock.ts";
import type { EventHistory } from "@/ports/event_history.ts";
import type { EventStore } from "@/ports/event_store.ts";
import type { LogQueries } from "@/ports/log_queries.ts";
import type { Progress } from "@/ports/operations.ts";
import type { Runtime } from "@/ports/runtime.ts";
import type { Sides } from "@/ports/sides.ts";
import type { Foreseeing } from "@/app/run/foreseeing.ts";
import type { RunCounters } from "@/app/run/run_counters.ts";
import { withoutPastRounds } from "@/triggers/belonging.ts";
import { appendLogEvents } from "@/triggers/log_events.ts";
import type { RunOptions } from "@/triggers/run_options.ts";
import type { SyncRun } from "@/triggers/sync_run.ts";

/** What a use case works with: the log, both sides and the engine between them. */
export interface Run extends AsyncDisposable {
  readonly runtime: Runtime;
  readonly log: LogQueries;
  readonly store: EventStore<SyncEvent>;
  readonly history: EventHistory;
  readonly sides: Sides;
  readonly engine: TaskEngine;
  readonly weigh: Foreseeing["weigh"];
  readonly editClock: EditClock;
  /** Fields that the configuration asks for. */
  readonly asked: readonly AskedField[];
  /** Which tasks it syncs, as `selectionText` writes it. */
  readonly selection: string;
  readonly counters: RunCounters;
  /** Compares both sides, whole or by what changed, and waits until nothing is left to do. */
  compare(
    options: RunOptions,
    progress: (p: Progress) => void,
    signal: AbortSignal,
  ): Promise<SyncRun>;
  /** Milliseconds that somebody took to answer questions. */
  askedMs(): number;
  /** Once the sides are known to be the right ones: asks for leave to prepare them. */
  prepare(signal: AbortSignal): Promise<void>;
  /** What the sides told of themselves, to be kept on the log. */
  learned(): readonly LogEvent[];
}

export type OpenRun = (options: OpenRunOptions, signal: AbortSignal) => Promise<Run>;

export interface OpenRunOptions {
  readonly planOnly: boolean;
  readonly jobs: number;
  /** Nothing else is to go on meanwhile. */
  readonly alone?: boolean;
  /** The selection that somebody has just seen the effects of. */
  readonly acceptsSelection?: string;
}

interface Ended<T> {
  readonly value: T;
  /** To be kept in the log's own stream since the work ended well. */
  readonly events?: readonly LogEvent[];
  /** Called once they are. */
  readonly kept?: () => void;
}

interface RunFrame {
  readonly open: () => Promise<Run>;
  /** What ended the work otherwise, while the log is still open; then it is thrown. */
  readonly onFailure?: (run: Run, error: SyncError) => Promise<void>;
}

/**
 * One run from its opening to its end: the work, the wait until nothing is left to do, and one append of what it
 * leaves and of what the sides told. Nothing of it is kept where the work throws: the next run reads it again.
 */
export async function withRun<T>(
  { open, onFailure }: RunFrame,
  work: (run: Run) => Promise<Ended<T>>,
): Promise<T> {
  await using run = await open();
  try {
    const { value, events = [], kept } = await work(run);
    await run.engine.quiet();
    const left = withoutPastRounds([...events, ...run.learned()], run.log);
    await appendLogEvents(run.store, left);
    kept?.();
    return value;
  } catch (thrown) {
    await onFailure?.(run, asSyncError(thrown));
    throw thrown;
  }
}
