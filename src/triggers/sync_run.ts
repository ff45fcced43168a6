import { invariant } from "@/domain/invariant.ts";
import type { LogEvent, SyncEvent } from "@/domain/events.ts";
import { guardMassDelete, isDisappearance } from "@/domain/mass_delete.ts";
import { type Reading, type Side, sides } from "@/domain/task.ts";
import type { TaskEngine } from "@/engine/task_engine.ts";
import type { Belonging } from "@/triggers/belonging.ts";
import { bindRun, fitsLog, guardRun, lookAtReplacing, recover } from "@/triggers/guarded_run.ts";
import type { RunGuard } from "@/triggers/run_guard.ts";
import {
  arrangeLooks,
  type Look,
  type Looks,
  type LooksDeps,
  type Readings,
} from "@/triggers/looks.ts";
import { notCarriedOver, notDecidedOn, notTaken, undecided } from "@/triggers/left_out.ts";
import { effortNote } from "@/triggers/effort.ts";
import { finishedRule, stayedNote, withBlockers } from "@/triggers/history.ts";
import { type LosesFormatting, plainNotes } from "@/triggers/plain_notes.ts";
import { lookAtLeftOut, settleDependencies } from "@/triggers/second_looks.ts";
import { unwritten } from "@/triggers/unwritten.ts";
import { postLooks } from "@/triggers/post_looks.ts";
import type { EventStore } from "@/ports/event_store.ts";
import type { LogQueries } from "@/ports/log_queries.ts";
import type { LogReader } from "@/ports/log_reader.ts";
import type { EditClock } from "@/ports/edit_clock.ts";
import type { Progress, SyncOptions } from "@/ports/operations.ts";
import type { Changes, Replica, ServerStand } from "@/ports/replica.ts";

export interface SyncRunDeps extends Omit<LooksDeps, "defaultProject" | "finished"> {
  readonly store: EventStore<SyncEvent>;
  readonly log:
    & LogReader
    & Pick<
      LogQueries,
      "conflictList" | "leftOutList" | "deadLetterList" | "titleOf" | "cachedFacts" | "eventCount"
    >;
  readonly replicas: Readonly<Record<Side, Replica>>;
  readonly engine: TaskEngine;
  readonly losesFormatting: LosesFormatting;
  /** Known only after the sides were read. */
  readonly defaultProject: () => LooksDeps["defaultProject"];
  /** Whether a look concerns one of the projects asked for. */
  readonly isInScope: (look: Look, streamId: string, projects: readonly string[]) => boolean;
  /** @throws {SyncError} `USAGE`: one of the projects asked for is on neither side. */
  readonly checkProjects: (
    projects: readonly string[],
    looks: Looks["byStream"],
    signal: AbortSignal,
  ) => Promise<void>;
  /** A complete read is due where the last one is older than this, in milliseconds. */
  readonly fullEveryMs: number;
  readonly finishedWithinMs?: number | null;
  readonly notesLinks?: boolean;
  readonly now: () => Date;
  readonly editClock: EditClock;
  readonly goneLately?: GoneLately;
  /** Without: nothing is checked but what the log is bound to. */
  readonly guard?: RunGuard;
  /** Makes claims show on both sides, and says what could not be done; without: they do not. */
  readonly mirrorClaims?: () => Promise<readonly string[]>;
}

/** What one run is to look at. */
export interface RunOptions extends SyncOptions {
  /**
   * Which Vikunja tasks: all that changed, or those named by id and, with `changes`, these too.
   * Without: all that changed.
   */
  readonly vikunja?: { readonly changes: boolean; readonly ids: readonly number[] };
  /** Pushes to repeat: all that wait, or those whose time has come. Without: all. */
  readonly resend?: "all" | "due";
}

/** Tasks that went lately on each side, where many short runs are to be guarded like one long one. */
export interface GoneLately {
  count(side: Side): number;
  add(side: Side, count: number): void;
  /** Somebody has looked at it and wants it so. */
  forget(): void;
}

export interface SyncRun {
  readonly warnings: readonly string[];
  /** What is as it should be, and worth a line. */
  readonly notes: readonly string[];
  /** To be kept in the log's own stream when the run ended well. */
  readonly events: readonly LogEvent[];
}

/**
 * One comparison of both sides, whole or by what changed: reads, guards, hands each task what was
 * seen of it, and waits until nothing is left to do. Nothing is posted before all of it was read.
 */
export async function syncRun(
  deps: SyncRunDeps,
  options: RunOptions,
  progress: (p: Progress) => void,
  signal: AbortSignal,
): Promise<SyncRun> {
  progress({ phase: "reading", done: 0, total: null });
  const eventsBefore = deps.log.eventCount();
  const bound = await bindRun(deps, options, signal);
  const resend = () => resendPending(deps, options.resend ?? "all");
  // With an answer, what waits may be for a task that is another one now: that is settled first.
  const isAnswered = options.answers !== undefined;
  if (!isAnswered) await resend();
  invariant(deps.engine.isQuiet(), "nothing is read while a write of ours is under way");
  const shown = await readBoth(deps, options, bound.belonging, signal);
  const guarded = await guardRun(deps, { ...options, ...bound }, shown, signal);
  const finished = finishedRule(deps, options);
  const taskwarrior = await withBlockers(deps, guarded.readings.taskwarrior, finished, signal);
  const read = { ...shown, readings: { ...guarded.readings, taskwarrior } };
  await recover(deps, guarded);
  const looks = arrangeLooks(read.readings, {
    ...deps,
    defaultProject: deps.defaultProject(),
    finished,
  });
  await deps.checkProjects(options.projects, looks.byStream, signal);
  const selected = [...looks.byStream].filter(([streamId, look]) =>
    options.projects.length === 0 || deps.isInScope(look, streamId, options.projects)
  );
  guard(deps, selected, options, guarded.asItIs);
  signal.throwIfAborted();
  const note = await effortNote(selected, deps, signal);
  if (note !== null) progress({ phase: "reading", done: 0, total: null, note });
  progress({ phase: "comparing", done: 0, total: selected.length });
  await postLooks(deps.engine, selected);
  await lookAtReplacing(deps, looks.replacing);
  if (isAnswered) await resend();
  if (options.projects.length === 0 && options.vikunja?.changes !== false) lookAtLeftOut(deps);
  await settleDependencies(deps);
  const unshown = await deps.mirrorClaims?.() ?? [];
  const isWhole = options.projects.length === 0 && !looks.held;
  if (isWhole) deps.editClock.looked();
  const cursors = isWhole ? readEvents(deps, read) : [];
  const events = [...guarded.events, ...cursors];
  const isNews = events.length > 0 || deps.log.eventCount() > eventsBefore;
  const round = isNews ? bound.nextRound() : [];
  const warnings = [
    ...read.warnings,
    ...looks.warnings,
    ...plainNotes(read.readings, deps.losesFormatting),
    ...undecided(deps.log),
    ...notTaken(deps.log),
    ...notCarriedOver(deps.log),
    ...notDecidedOn(deps.log),
    ...unwritten(deps.log),
    ...unshown,
  ];
  const isAll = options.projects.length === 0 && read.complete.taskwarrior;
  const notes = stayedNote(isAll ? looks.stayed : 0, finished);
  return { warnings, notes, events: [...round, ...events] };
}

/** What an earlier run asked for and nobody confirmed goes first, so that it is not taken for news. */
async function resendPending(
  { log, engine, now }: SyncRunDeps,
  which: "all" | "due",
): Promise<void> {
  const dueBy = which === "all" ? Infinity : now().getTime();
  for (const { streamId, side, dead, nextAt } of log.pendingPushes()) {
    const isDue = nextAt === null || Date.parse(nextAt) <= dueBy;
    if (!dead && isDue) engine.post(streamId, { type: "Resend", side });
  }
  await engine.quiet();
}

interface BothRead {
  readonly stand?: ServerStand;
  readonly readings: Readings;
  readonly complete: Readonly<Record<Side, boolean>>;
  readonly warnings: readonly string[];
}

async function readBoth(
  deps: SyncRunDeps,
  options: RunOptions,
  belonging: Belonging | null,
  signal: AbortSignal,
): Promise<BothRead> {
  const { toServerClock } = deps.editClock;
  const isOlder = belonging?.kind === "older data";
  const [taskwarrior, vikunja] = await Promise.all([
    readSide(deps, "taskwarrior", options.full || isOlder, signal),
    readVikunja(deps, options, signal),
  ]);
  return {
    readings: {
      taskwarrior: taskwarrior.readings.map((each) => toServerClock("taskwarrior", each)),
      vikunja: vikunja.readings,
    },
    ...(vikunja.stand === undefined ? {} : { stand: vikunja.stand }),
    complete: { taskwarrior: taskwarrior.complete, vikunja: vikunja.complete },
    warnings: [...taskwarrior.warnings, ...vikunja.warnings],
  };
}

async function readVikunja(
  deps: SyncRunDeps,
  options: RunOptions,
  signal: AbortSignal,
): Promise<Changes> {
  const { changes, ids } = options.vikunja ?? { changes: true, ids: [] };
  const isFull = options.full || options.answers !== undefined;
  const first: Changes = changes || isFull
    ? await readSide(deps, "vikunja", isFull, signal)
    : { complete: false, readings: [], warnings: [] };
  const fits = await fitsLog(deps, first, signal);
  const read = fits ? first : await readSide(deps, "vikunja", true, signal);
  const seen = new Set(read.readings.map(({ id }) => id));
  const missing = read.complete ? [] : ids.map(String).filter((id) => !seen.has(id));
  if (missing.length === 0) return read;
  const named = await deps.replicas.vikunja.read(missing, signal);
  return { ...read, readings: [...read.readings, ...named] };
}

async function readSide(
  deps: SyncRunDeps,
  side: Side,
  full: boolean,
  signal: AbortSignal,
): Promise<Changes> {
  const replica = deps.replicas[side];
  const last = deps.log.lastCompleteAt(side);
  const isDue = last === null || deps.now().getTime() - Date.parse(last) >= deps.fullEveryMs;
  const changes = await replica.changes({
    cursor: deps.log.cursor(side),
    full: full || isDue,
    knownCount: deps.log.presentCount(side),
  }, signal);
  if (!changes.complete) return changes;
  const absent = await readAbsent(deps, side, changes.readings, signal);
  return { ...changes, readings: [...changes.readings, ...absent] };
}

/** Absence from a list proves nothing: each task that the log knows and the list lacks is asked for. */
async function readAbsent(
  { log, replicas }: SyncRunDeps,
  side: Side,
  readings: readonly Reading[],
  signal: AbortSignal,
): Promise<readonly Reading[]> {
  const listed = new Set(readings.map((reading) => reading.id));
  const absent = log.presentStreams(side).flatMap((streamId) => {
    const id = side === "taskwarrior" ? streamId : log.vikunjaIdOf(streamId);
    return id === null || listed.has(String(id)) ? [] : [String(id)];
  });
  return absent.length === 0 ? [] : await replicas[side].read(absent, signal);
}

function guard(
  { log, goneLately }: SyncRunDeps,
  looks: readonly (readonly [string, Look])[],
  options: RunOptions,
  asItIs: readonly Side[],
): void {
  if (options.allowMassDelete) return goneLately?.forget();
  for (const side of sides.filter((each) => !asItIs.includes(each))) {
    const gone = looks.filter(([streamId, look]) =>
      log.presenceOf(streamId, side) === "present" &&
      look.readings.some((seen) => seen.side === side && isDisappearance(seen.reading))
    );
    const before = goneLately?.count(side) ?? 0;
    if (gone.length === 0) continue;
    guardMassDelete({
      side,
      known: log.presentCount(side) + before,
      gone: gone.length + before,
    });
    goneLately?.add(side, gone.length);
  }
}

function readEvents({ log, replicas }: SyncRunDeps, read: BothRead): LogEvent[] {
  return sides.flatMap((side): LogEvent[] => {
    const cursor = replicas[side].cursor();
    const complete = read.complete[side];
    if (cursor === "") return [];
    if (!complete && cursor === log.cursor(side)) return [];
    const count = log.presentCount(side);
    return [{ type: "ChangesRead", data: { side, cursor, complete, count } }];
  });
}
