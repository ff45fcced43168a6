import type { LogEvent, SyncEvent } from "@/domain/events.ts";
import { type Side, sides } from "@/domain/task.ts";
import type { TaskEngine } from "@/engine/task_engine.ts";
import { bindRun, guardRun, lookAtReplacing, recover } from "@/triggers/guarded_run.ts";
import type { RunGuard } from "@/triggers/run_guard.ts";
import {
  arrangeLooks,
  type Look,
  type Looks,
  type LooksDeps,
  nothingRead,
} from "@/triggers/looks.ts";
import { type BothRead, cursorsIn, readBoth, readNamed } from "@/triggers/read_sides.ts";
import type { Cursors, GoneLately, RunOptions } from "@/triggers/run_options.ts";
import { notCarriedOver, notDecidedOn, notTaken, undecided } from "@/triggers/left_out.ts";
import { effortNote } from "@/triggers/effort.ts";
import { finishedRule, stayedNote, withBlockers } from "@/triggers/history.ts";
import { type LosesFormatting, plainNotes } from "@/triggers/plain_notes.ts";
import { answerHeld, heldBack, holdMassDeletions, isEmptied } from "@/triggers/mass_delete.ts";
import { lookAtLeftOut, settleDependencies } from "@/triggers/second_looks.ts";
import { withTaken } from "@/triggers/taken_over.ts";
import { everything, isSelectionApplied, selectionApplied } from "@/triggers/selection_seen.ts";
import { unwritten } from "@/triggers/unwritten.ts";
import { handOut } from "@/triggers/hand_out.ts";
import type { ProjectNames } from "@/domain/representation.ts";
import { appendLogEvents } from "@/triggers/log_events.ts";
import type { EventStore } from "@/ports/event_store.ts";
import type { LogQueries } from "@/ports/log_queries.ts";
import type { LogReader } from "@/ports/log_reader.ts";
import type { EditClock } from "@/ports/edit_clock.ts";
import type { Progress } from "@/ports/operations.ts";
import type { Replica } from "@/ports/replica.ts";

export interface SyncRunDeps extends Omit<LooksDeps, "defaultProject" | "projects" | "finished"> {
  readonly store: EventStore<SyncEvent>;
  readonly log:
    & LogReader
    & Pick<
      LogQueries,
      | "conflictList"
      | "leftOutList"
      | "heldList"
      | "deadLetterList"
      | "titleOf"
      | "cachedFacts"
    >;
  /** Of the newest event. */
  readonly lastPosition: () => number;
  readonly replicas: Readonly<Record<Side, Replica>>;
  readonly engine: TaskEngine;
  readonly losesFormatting: LosesFormatting;
  /** Known only after the sides were read. */
  readonly defaultProject: () => LooksDeps["defaultProject"];
  /** Likewise; without: each path is its own name. */
  readonly projectNames?: () => ProjectNames;
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
  /** Which tasks are synced; without: all. */
  readonly selection?: string;
  /** Once both sides were read. @throws {SyncError} `CONFIG`: the tasks cannot be told apart by it. */
  readonly checkSelection?: () => void;
  readonly finishedWithinMs?: number | null;
  readonly notesLinks?: boolean;
  readonly now: () => Date;
  readonly editClock: EditClock;
  /** What earlier runs read and is not on the log yet; without: all of it is. */
  readonly cursors?: Cursors;
  readonly goneLately?: GoneLately;
  /** Without: nothing is checked but what the log is bound to. */
  readonly guard?: RunGuard;
  /** Makes claims show on both sides, and says what could not be done; without: they do not. */
  readonly mirrorClaims?: () => Promise<readonly string[]>;
}

export interface SyncRun {
  readonly warnings: readonly string[];
  /** What is as it should be, and worth a line. */
  readonly notes: readonly string[];
  /** To be kept in the log's own stream when the run ended well. */
  readonly events: readonly LogEvent[];
  /** Both sides were as before, and will be as long as they answer the same. */
  readonly isStill: boolean;
  /** Of a part of many: to be called and kept, too, by whoever keeps what all of them leave; without: nothing is new. */
  readonly raise?: () => readonly LogEvent[];
}

/** One delivery tells of one task: that it went with all others is known from the check of the server. */
function emptied({ guard, log }: SyncRunDeps): readonly Side[] {
  return guard?.isServerEmpty() === true && log.presentCount("vikunja") > 1 ? ["vikunja"] : [];
}

/**
 * One comparison of both sides, whole or by what changed: reads, guards, hands each task what was seen of it, and waits
 * until that is done, or on the log, as its engine's `quiet` says. Nothing is posted before all of it was read.
 */
export async function syncRun(
  deps: SyncRunDeps,
  given: RunOptions,
  progress: (p: Progress) => void,
  signal: AbortSignal,
): Promise<SyncRun> {
  progress({ phase: "reading", done: 0, total: null });
  const options = byNewSelection(deps, given);
  const { part } = options;
  const positionBefore = deps.lastPosition();
  using early = deps.engine.beginReading();
  const named = options.resend === "none" ? readNamed(deps, options, signal) : null;
  const bound = await bindRun(deps, options, signal);
  const resend = () => resendPending(deps, options.resend ?? "all");
  // With an answer, what waits may be for a task that is another one now: that is settled first.
  const isAnswered = options.answers !== undefined;
  if (!isAnswered) await resend();
  using later = deps.engine.beginReading();
  const reading = named === null ? later : early;
  const beganAtMs = deps.editClock.nowMs();
  const shown = await readBoth(deps, options, { ...bound, named }, signal);
  deps.checkSelection?.();
  const isHereRead = options.taskwarrior !== false;
  const guarded = await guardRun(
    deps,
    { ...options, ...bound },
    { ...shown, isHereRead: isHereRead && shown.gone.length === 0 },
    signal,
  );
  const finished = finishedRule(deps, options);
  const taskwarrior = await withBlockers(deps, guarded.readings.taskwarrior, finished, signal);
  const read = { ...shown, readings: { ...guarded.readings, taskwarrior } };
  await recover(deps, guarded);
  using recovered = deps.engine.beginReading();
  // What that let go is free for the other tasks that were read under these ids; what it wrote, nobody has read yet.
  const readAt = (streamId: string) =>
    (guarded.recovery.size > 0 && !guarded.recovery.has(streamId) ? recovered : reading).at;
  const looks = arrangeLooks(read.readings, {
    ...deps,
    defaultProject: deps.defaultProject(),
    ...(deps.projectNames === undefined ? {} : { projects: deps.projectNames() }),
    finished,
    isNews: isHereRead && !read.complete.taskwarrior,
  });
  await deps.checkProjects(options.projects, looks.byStream, signal);
  const arranged = await withTaken(deps, looks.byStream, signal);
  if (options.allowMassDelete) deps.goneLately?.forget();
  const selected = holdMassDeletions(deps, [...arranged], {
    unguarded: options.allowMassDelete ? sides : guarded.asItIs,
    lost: [...read.gone, ...emptied(deps)],
    isAsked: (streamId, look) => isAsked(deps, options, streamId, look),
  });
  signal.throwIfAborted();
  const note = await effortNote(selected, deps, signal);
  if (note !== null) progress({ phase: "reading", done: 0, total: null, note });
  progress({ phase: "comparing", done: 0, total: selected.length });
  let looked = 0;
  const onLooked = () => progress({ phase: "comparing", done: ++looked, total: selected.length });
  for (const each of looks.held) part?.onHeld?.(each);
  if (read.isUnsettled) part?.onUnsettled?.();
  part?.onShown?.(read.readings.vikunja);
  const { isWhole: isAllHanded } = await handOut(deps, selected, {
    ...part,
    readAt,
    upTo: read.cursors,
    ...(part === undefined ? { onLooked } : {}),
    signal,
  });
  await lookAtReplacing(deps, looks.replacing);
  await answer(deps, options, guarded.asItIs);
  if (isAnswered) await resend();
  if (options.projects.length === 0 && options.vikunja?.changes !== false) lookAtLeftOut(deps);
  if (part === undefined) await settleDependencies(deps);
  const unshown = part?.rank === "now" ? [] : await deps.mirrorClaims?.() ?? [];
  const isWhole = options.projects.length === 0 && options.onlyTask === undefined &&
    looks.held.length === 0 && isAllHanded;
  if (isWhole && isHereRead) deps.editClock.looked(beganAtMs);
  const cursors = isWhole ? readEvents(deps, read) : [];
  const isAllLookedAt = isWhole && sides.every((side) => read.complete[side]);
  if (isAllLookedAt) {
    await appendLogEvents(deps.store, selectionApplied(deps.log, deps.selection ?? everything));
  }
  const events = [...guarded.events, ...cursors];
  const isThere = !isEmptied(deps.log, "taskwarrior");
  const isNews = isThere && (events.length > 0 || deps.lastPosition() > positionBefore);
  const round = isNews && part === undefined ? bound.nextRound() : [];
  const warnings = part?.rank === "now" ? [] : [
    ...read.warnings,
    ...looks.warnings,
    ...plainNotes(read.readings, deps.losesFormatting),
    ...heldBack(deps.log),
    ...undecided(deps.log),
    ...notTaken(deps.log),
    ...notCarriedOver(deps.log),
    ...notDecidedOn(deps.log),
    ...unwritten(deps.log),
    ...unshown,
  ];
  const isAll = options.projects.length === 0 && read.complete.taskwarrior;
  const notes = stayedNote(isAll ? looks.stayed : 0, finished);
  const raise = isNews && part !== undefined ? { raise: bound.nextRound } : {};
  return { warnings, notes, events: [...round, ...events], isStill: shown.isStill, ...raise };
}

/** What a selection takes in or leaves out shows only where every task is looked at. */
function byNewSelection({ log, selection = everything }: SyncRunDeps, options: RunOptions) {
  const { vikunja, taskwarrior } = options;
  const isPartial = taskwarrior === false || vikunja?.changes === false;
  const isNew = !isPartial && log.binding("vikunja") !== null &&
    !isSelectionApplied(log, selection);
  return isNew ? { ...options, full: true } : options;
}

function isAsked(
  { isInScope }: SyncRunDeps,
  { onlyTask, projects }: RunOptions,
  streamId: string,
  look: Look,
): boolean {
  return (onlyTask === undefined || onlyTask === streamId) &&
    (projects.length === 0 || isInScope(look, streamId, projects));
}

/** What an earlier run asked for and nobody confirmed goes first, so that it is not taken for news. */
async function resendPending(
  { log, engine, now }: SyncRunDeps,
  which: NonNullable<RunOptions["resend"]>,
): Promise<void> {
  if (which === "none") return;
  const dueBy = which === "all" ? Infinity : now().getTime();
  for (const { streamId, side, dead, nextAt } of log.pendingPushes()) {
    const isDue = nextAt === null || Date.parse(nextAt) <= dueBy;
    if (!dead && isDue) engine.post(streamId, { type: "Resend", side });
  }
  await engine.quiet();
}

/** What somebody said of the deletions that are held, with this run. */
async function answer(
  deps: SyncRunDeps,
  options: RunOptions,
  asItIs: readonly Side[],
): Promise<void> {
  const { allowMassDelete, answers, held } = options;
  const isLetGo = (task: string, side: Side) =>
    asItIs.includes(side) || allowMassDelete && isAsked(deps, options, task, nothingRead);
  answerHeld(deps, { answer: "let go", isMeant: isLetGo });
  if (answers?.bringBack === true) answerHeld(deps, { answer: "bring back", isMeant: () => true });
  if (held !== undefined) {
    answerHeld(deps, {
      answer: held.answer,
      isMeant: (task, side) => held.tasks.some((each) => each.task === task && each.side === side),
    });
  }
  await deps.engine.quiet();
  const isAnswered = allowMassDelete || held !== undefined || answers?.bringBack === true;
  if (isAnswered || asItIs.length > 0) deps.goneLately?.forget();
}

function readEvents(deps: SyncRunDeps, read: BothRead): LogEvent[] {
  const { log, cursors = cursorsIn(log) } = deps;
  return sides.flatMap((side): LogEvent[] => {
    const cursor = read.cursors[side]?.() ?? "";
    const complete = read.complete[side];
    const known = cursors.of(side);
    if (cursor === "" || isEmptied(log, side)) return [];
    if (read.cursors[side] !== null) cursors.note(side, read.cursors[side]);
    if (!complete && cursor === known) return [];
    const count = log.presentCount(side);
    return [{ type: "ChangesRead", data: { side, cursor, complete, count } }];
  });
}
