import { isDropped } from "@/domain/dropped.ts";
import type { LogEvent } from "@/domain/events.ts";
import type { JsonObject } from "@/domain/json.ts";
import { isUndecided } from "@/domain/undecided.ts";
import type { LogQueries } from "@/ports/log_queries.ts";
import type { PendingRef } from "@/ports/log_reader.ts";
import type { Progress, Sync, SyncOptions, SyncPlan, SyncSummary } from "@/ports/operations.ts";
import { type OpenRun, type Run, withRun } from "@/app/run/run.ts";
import { askedLongAgo, isFirstContact, isLongAgo, longAgoNote } from "@/app/finished_long_ago.ts";
import { isRecordDue } from "@/app/quiet/record_due.ts";
import { projectsToMake } from "@/app/projects_to_make.ts";
import { createTaskProgress } from "@/app/task_progress.ts";
import { appendLogEvents } from "@/triggers/log_events.ts";
import { recordFailure } from "@/triggers/run_failure.ts";
import { selectionChanged } from "@/triggers/selection_seen.ts";
import type { SyncRun } from "@/triggers/sync_run.ts";

/** A whole run, with all of it on the log. */
interface EndedSync {
  readonly run: Run;
  readonly options: SyncOptions;
  readonly summary: SyncSummary;
  /** Both sides were as before, and nothing was stored but that it was run, if that. */
  readonly isStill: boolean;
  /** What is recorded of it, where it is. */
  readonly record: JsonObject;
}

export function createManualSync(
  open: OpenRun,
  onEnd: (ended: EndedSync) => void = () => {},
): Sync {
  function run(
    options: SyncOptions,
    progress: (p: Progress) => void,
    signal: AbortSignal,
  ): Promise<SyncSummary> {
    const alone = options.answers !== undefined;
    const frame = {
      open: () =>
        open({ planOnly: false, jobs: options.jobs, alone, ...acceptedBy(options) }, signal),
      onFailure: recordFailure,
    };
    return withRun(frame, async (run) => {
      const startedAt = run.runtime.elapsed();
      const positionBefore = run.history.lastPosition();
      const { tally } = run.counters;
      const shown = createTaskProgress(progress, run.runtime.elapsed);
      run.counters.onStep(shown.note);
      const isFirst = isFirstContact(run.log);
      let longAgo = 0;
      if (isFirst) run.counters.onStep((step) => longAgo += askedLongAgo(step, run.runtime.now()));
      checkSelection(run, options);
      await run.prepare(signal);
      const first = await run.compare(options, shown.hear, signal);
      const done = await readAgain(run, options, first, { progress, signal });
      const told = {
        warnings: done.warnings,
        notes: [...done.notes, ...longAgoNote(longAgo)],
      };
      const summary = summarise(run, told, run.runtime.elapsed() - startedAt - run.askedMs());
      const closing = completed(run, summary, tally.requested + done.events.length > 0);
      const kept = () => {
        const isStored = run.history.lastPosition() > positionBefore + closing.length;
        const isStill = done === first && done.isStill && !isStored;
        onEnd({ run, options, summary, isStill, record: recordOf(run, summary) });
      };
      return { value: summary, events: [...done.events, ...closing], kept };
    });
  }

  /** What takes many requests to be sure of is read once more now, so that the next run need not. */
  async function readAgain(
    run: Run,
    options: SyncOptions,
    first: SyncRun,
    { progress, signal }: {
      readonly progress: (p: Progress) => void;
      readonly signal: AbortSignal;
    },
  ): Promise<SyncRun> {
    const onWait = (ms: number) =>
      progress({
        phase: "reading",
        done: 0,
        total: null,
        note:
          `comments written just now are read once more in ${Math.ceil(ms / 1000)} s, so that ` +
          "the next run need not",
      });
    if (await run.sides.vikunja.waitForRest?.(signal, onWait) !== true) return first;
    await appendLogEvents(run.store, first.events);
    const again = await run.compare({ ...options, full: false }, () => {}, signal);
    const both = <T>(one: readonly T[], other: readonly T[]) => [...new Set([...one, ...other])];
    const warnings = both(first.warnings, again.warnings);
    return { ...again, warnings, notes: both(first.notes, again.notes) };
  }

  async function plan(
    options: SyncOptions,
    progress: (p: Progress) => void,
    signal: AbortSignal,
  ): Promise<SyncPlan> {
    await using run = await open({ planOnly: true, jobs: options.jobs }, signal);
    const { warnings, notes } = await run.compare(options, progress, signal);
    const told = notes.length === 0 ? {} : { notes };
    const { planned, requests } = run.counters;
    const known = await run.sides.vikunja.projectPaths("memory", signal);
    const missing = projectsToMake(planned, known);
    const made = missing.length === 0 ? {} : { newProjects: missing };
    const now = run.runtime.now();
    const longAgo = planned.filter(({ finishedAt }) => isLongAgo(finishedAt, now)).length;
    const old = longAgo === 0 ? {} : { finishedLongAgo: longAgo };
    return { changes: [...planned], warnings, ...told, ...made, ...old, requests: requests() };
  }

  return { run, plan };
}

function acceptedBy({ selection, acceptsSelection }: SyncOptions) {
  return acceptsSelection === true && selection !== undefined
    ? { acceptsSelection: selection }
    : {};
}

/**
 * Whoever asks may have another configuration than a daemon, which has read its own when it began.
 * @throws {SyncError} `SELECTION`: they select other tasks.
 */
function checkSelection(run: Run, { selection }: SyncOptions): void {
  if (selection !== undefined && selection !== run.selection) throw selectionChanged();
}

/** What the run did, read back from its counters and the log. */
export function summarise(
  { counters, log, engine }: Run,
  { warnings, notes = [] }: Pick<SyncSummary, "warnings" | "notes">,
  tookMs: number,
): SyncSummary {
  const { tally, requests } = counters;
  const pushes = log.pendingPushes().filter(({ isOutside }) => !isOutside);
  /** Beside the other work of a daemon: what was edited since, and is on its way at its first try. What this run asked for is done. */
  const isBeingWritten = ({ streamId, side, error }: PendingRef) =>
    error === null && engine.underWay(streamId).includes(side);
  const held = log.heldList().length;
  const undecided = log.conflictList().filter(isUndecided).length;
  return {
    linked: log.linkCount(),
    created: tally.created,
    updated: tally.updated,
    deleted: tally.deleted,
    conflicts: tally.conflicts,
    pending: pushes.filter((push) => !push.dead && !isBeingWritten(push)).length,
    failed: pushes.filter((push) => push.dead && !isDropped(push)).length + leftForPeople(log),
    ...(held === 0 ? {} : { held }),
    ...(undecided === 0 ? {} : { undecided }),
    requests: requests(),
    durationMs: Math.round(tookMs),
    warnings,
    ...(notes.length === 0 ? {} : { notes }),
  };
}

/** What is left out, refused or could not be decided on, until somebody does something about it. */
function leftForPeople(log: LogQueries): number {
  const refused = log.conflictList().filter(({ because }) => because === "refused");
  const leftOut = log.leftOutList().filter(({ isAccepted }) => !isAccepted);
  return refused.length + leftOut.length + log.deadLetterList().length;
}

/** The event that records a run, unless nothing happened and the last record is fresh. */
export function completed(run: Run, summary: SyncSummary, isNews: boolean): LogEvent[] {
  const { log, runtime } = run;
  const isOver = log.lastFailure() !== null;
  if (!isNews && !isOver && !isRecordDue(log.lastSyncAt(), runtime.now())) return [];
  return [{ type: "SyncCompleted", data: { summary: recordOf(run, summary) } }];
}

function recordOf({ counters }: Pick<Run, "counters">, summary: SyncSummary): JsonObject {
  const { warnings: _, notes: __, ...counts } = summary;
  const limits = counters.writesAllowed();
  return { ...counts, limits } as unknown as JsonObject;
}
