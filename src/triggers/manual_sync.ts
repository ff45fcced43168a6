import { asSyncError } from "@/domain/errors.ts";
import { isDropped } from "@/domain/dropped.ts";
import type { LogEvent } from "@/domain/events.ts";
import type { JsonObject } from "@/domain/json.ts";
import type {
  BySide,
  PlannedChange,
  Progress,
  Sync,
  SyncOptions,
  SyncPlan,
  SyncSummary,
} from "@/ports/operations.ts";
import { appendLogEvents } from "@/triggers/log_events.ts";
import { recordFailure } from "@/triggers/run_failure.ts";
import { type SyncRun, syncRun, type SyncRunDeps } from "@/triggers/sync_run.ts";
import type { StoredStep, Tally } from "@/triggers/tally.ts";

/** Everything one run works with; opened for it and closed after it. */
export interface Session extends SyncRunDeps, AsyncDisposable {
  readonly tally: Tally;
  /** Called after each step that is in the log. */
  onStep(listener: (step: StoredStep) => void): void;
  /** Filled instead of writing where the session was opened to plan. */
  readonly planned: readonly PlannedChange[];
  requests(): number;
  /** Once the sides are known to be the right ones: asks for leave to prepare them. */
  prepare(signal: AbortSignal): Promise<void>;
  /** Writes in flight allowed per side. */
  writesAllowed(): BySide;
  /** What the adapters learned and want kept. */
  cachedFacts(): readonly LogEvent[];
}

export interface OpenOptions {
  /** Nothing is written anywhere, the log included. */
  readonly planOnly: boolean;
  /** Tasks kept in memory while nothing goes on with them; without: all of a large list. */
  readonly idleActors?: number;
  readonly jobs: number;
}

export interface ManualSyncDeps {
  readonly open: (options: OpenOptions, signal: AbortSignal) => Promise<Session>;
  /** Milliseconds on a clock that does not jump. */
  readonly elapsed: () => number;
}

/** Where nothing happened, «synced» is recorded at most this often, so that the log does not grow. */
const quietRecordMs = 5 * 60_000;

export function createManualSync({ open, elapsed }: ManualSyncDeps): Sync {
  async function run(
    options: SyncOptions,
    progress: (p: Progress) => void,
    signal: AbortSignal,
  ): Promise<SyncSummary> {
    const startedAt = elapsed();
    await using session = await open({ planOnly: false, jobs: options.jobs }, signal);
    const { tally } = session;
    session.onStep(() => {
      const { settled: done, requested: total } = tally;
      if (total > 0) progress({ phase: "writing", done, total });
    });
    const done = await recorded(session, async () => {
      await session.prepare(signal);
      const first = await syncRun(session, options, progress, signal);
      return await readAgain(session, options, first, signal);
    });
    const summary = summarise(session, done, elapsed() - startedAt);
    const closing = completed(session, summary, tally.requested + done.events.length > 0);
    await appendLogEvents(session.store, [...done.events, ...session.cachedFacts(), ...closing]);
    return summary;
  }

  /** What takes many requests to be sure of is read once more now, so that the next run need not. */
  async function readAgain(
    session: Session,
    options: SyncOptions,
    first: SyncRun,
    signal: AbortSignal,
  ): Promise<SyncRun> {
    if (await session.replicas.vikunja.waitForRest?.(signal) !== true) return first;
    await appendLogEvents(session.store, first.events);
    const again = await syncRun(session, { ...options, full: false }, () => {}, signal);
    const both = <T>(one: readonly T[], other: readonly T[]) => [...new Set([...one, ...other])];
    const warnings = both(first.warnings, again.warnings);
    return { ...again, warnings, notes: both(first.notes, again.notes) };
  }

  async function recorded<T>(session: Session, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (thrown) {
      await recordFailure(session, asSyncError(thrown));
      throw thrown;
    }
  }

  async function plan(
    options: SyncOptions,
    progress: (p: Progress) => void,
    signal: AbortSignal,
  ): Promise<SyncPlan> {
    await using session = await open({ planOnly: true, jobs: options.jobs }, signal);
    const { warnings, notes } = await syncRun(session, options, progress, signal);
    const told = notes.length === 0 ? {} : { notes };
    return { changes: [...session.planned], warnings, ...told, requests: session.requests() };
  }

  return { run, plan };
}

/** What the run did, read back from its counters and the log. */
export function summarise(
  session: Session,
  { warnings, notes = [] }: Pick<SyncSummary, "warnings" | "notes">,
  tookMs: number,
): SyncSummary {
  const { tally, log } = session;
  const pushes = log.pendingPushes();
  return {
    linked: log.linkCount(),
    created: tally.created,
    updated: tally.updated,
    deleted: tally.deleted,
    conflicts: tally.conflicts,
    pending: pushes.filter((push) => !push.dead).length,
    failed: pushes.filter((push) => push.dead && !isDropped(push)).length + leftForPeople(log),
    requests: session.requests(),
    durationMs: Math.round(tookMs),
    warnings,
    ...(notes.length === 0 ? {} : { notes }),
  };
}

/** What is left out, refused or could not be decided on, until somebody does something about it. */
function leftForPeople(log: Session["log"]): number {
  const refused = log.conflictList().filter(({ because }) => because === "refused");
  const leftOut = log.leftOutList().filter(({ isAccepted }) => !isAccepted);
  return refused.length + leftOut.length + log.deadLetterList().length;
}

/** The event that records a run, unless nothing happened and the last record is fresh. */
export function completed(session: Session, summary: SyncSummary, isNews: boolean): LogEvent[] {
  const last = session.log.lastSyncAt();
  const ageMs = last === null ? Infinity : session.now().getTime() - Date.parse(last);
  const isOver = session.log.lastFailure() !== null;
  if (!isNews && !isOver && ageMs < quietRecordMs) return [];
  const { warnings: _, notes: __, ...counts } = summary;
  const limits = session.writesAllowed();
  const recorded = { ...counts, limits } as unknown as JsonObject;
  return [{ type: "SyncCompleted", data: { summary: recorded } }];
}
