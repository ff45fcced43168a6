import type { MappingConfig } from "@/config/mapping_config.ts";
import type { Log } from "@/ports/log.ts";
import type { SyncEvent } from "@/domain/events.ts";
import type { Side } from "@/domain/task.ts";
import {
  type Edit,
  type ShownTasks,
  showsIn,
  supersedes,
  takesBack,
  wordsOf,
} from "@tests/simulation/oracles/edits.ts";
import { isShownRenamed } from "@tests/simulation/oracles/renamed.ts";
import { isSame, shownAs } from "@tests/simulation/oracles/same_value.ts";
import type { ShownField, ShownTask } from "@tests/simulation/oracles/shown_task.ts";
import { isTie } from "@tests/simulation/oracles/ties.ts";
import type { Rename } from "@tests/simulation/vikunja/history.ts";

/** Both sides and the log when all is calm and nothing is left to do. */
export interface AtRest {
  readonly log: Log;
  readonly taskwarrior: ShownTasks;
  readonly vikunja: ShownTasks;
  readonly edits: readonly Edit[];
  /** By the time of edits. */
  readonly renames: readonly Rename[];
  readonly mapping: MappingConfig;
}

/** What the log tells people of a task: what of it is not as somebody wanted is no secret. */
interface Told {
  readonly conflicts: ConflictEvent["data"][];
  /** Both sides stay as they are in these until somebody picks. */
  readonly asked: Set<string>;
  isLeftOut: boolean;
  /** Somebody wanted it back after it was deleted. */
  isBroughtBack: boolean;
}

type ConflictEvent = Extract<SyncEvent, { readonly type: "ConflictResolved" }>;

/** What goes against the promises, in words; empty: nothing. */
export function faultsAtRest(rest: AtRest): readonly string[] {
  const told = toldOf(rest.log);
  return [...unequal(rest, told), ...alone(rest, told), ...lost(rest, told)];
}

/** Where what is linked differs, and nobody is told. */
export function faultsOfEquality(rest: AtRest): readonly string[] {
  return unequal(rest, toldOf(rest.log));
}

function linkedPairs({ log, taskwarrior, vikunja }: AtRest) {
  return [...taskwarrior].flatMap(([uuid, here]) => {
    const id = log.reader.vikunjaIdOf(uuid);
    const there = id === null ? undefined : vikunja.get(String(id));
    return there === undefined ? [] : [{ uuid, here, there }];
  });
}

function unequal(rest: AtRest, told: ReadonlyMap<string, Told>): readonly string[] {
  return linkedPairs(rest).flatMap(({ uuid, here, there }) => {
    const its = told.get(uuid);
    if (its?.isLeftOut) return [];
    return (Object.keys(here) as ShownField[]).filter((field) =>
      !its?.asked.has(field) &&
      JSON.stringify(here[field]) !== JSON.stringify(there[field])
    ).map((field) =>
      `the sides differ: ${field} of «${here.title}» is ${
        JSON.stringify(here[field])
      } in Taskwarrior, ` +
      `${JSON.stringify(there[field])} in Vikunja`
    );
  });
}

/** Tasks that are on one side only, or twice. */
function alone(rest: AtRest, told: ReadonlyMap<string, Told>): readonly string[] {
  const { log, taskwarrior, vikunja } = rest;
  const faults: string[] = [];
  for (const [uuid, { title }] of taskwarrior) {
    const id = log.reader.vikunjaIdOf(uuid);
    if ((id === null || !vikunja.has(String(id))) && !told.get(uuid)?.isLeftOut) {
      faults.push(`only in Taskwarrior: «${title}» (${uuid})`);
    }
  }
  for (const [id, { title }] of vikunja) {
    const uuid = log.reader.streamOf(Number(id));
    const isTold = uuid !== null && told.get(uuid)?.isLeftOut;
    if ((uuid === null || !taskwarrior.has(uuid)) && !isTold) {
      faults.push(`only in Vikunja: «${title}» (#${id})`);
    }
  }
  return faults;
}

/** An edit that was made before a delete on the other side may have been seen after it. */
const unseenMs = 24 * 3_600_000;

/** Each edit shows on both sides, or a later one took its place, or people are told. */
function lost(rest: AtRest, told: ReadonlyMap<string, Told>): readonly string[] {
  const streams = streamsOf(rest.log);
  const byTask = Map.groupBy(
    rest.edits,
    ({ side, id }) => side === "taskwarrior" ? id : streams.get(id) ?? `#${id}`,
  );
  const faults: string[] = [];
  for (const [stream, done] of byTask) {
    const edits = done.flatMap(withTitle);
    const its = told.get(stream);
    if (its?.isLeftOut) continue;
    const here = rest.taskwarrior.get(stream);
    const id = rest.log.reader.vikunjaIdOf(stream);
    const there = id === null ? undefined : rest.vikunja.get(String(id));
    // Also by a command of 2.6's that overlapped another.
    const isDeleted = edits.some(({ kind }) => kind === "deleted");
    if (here === undefined && there === undefined) {
      const last = edits.at(-1);
      // One that an import whose process was killed wrote over before anybody else wrote to it.
      const isMadeInVain = edits.every(({ isMeant }) => !isMeant);
      if (!isDeleted && last !== undefined && !isMadeInVain) {
        faults.push(`gone: ${wordsOf(last)}, and nobody deleted it`);
      }
      const after = its?.conflicts.some(({ field }) => field === "deleted")
        ? null
        : outliving(done);
      if (after !== null && !its?.conflicts.some((each) => tellsOf(each, after, rest.mapping))) {
        faults.push(`gone: ${wordsOf(after)}, after it was deleted`);
      }
      continue;
    }
    const deleted = edits.findLastIndex(({ kind, isMeant }) => kind === "deleted" && isMeant);
    const isUndone = deleted < 0 || edits.slice(deleted + 1).some(isTouch) ||
      edits.slice(0, deleted).some(({ side, atMs }) =>
        side !== edits[deleted]?.side && atMs > (edits[deleted]?.atMs ?? 0) - unseenMs
      ) || its?.conflicts.some(({ field }) => field === "deleted");
    if (!isUndone && !its?.isBroughtBack && here !== undefined && there !== undefined) {
      faults.push(`back: ${wordsOf(edits[deleted] as Edit)}, and nobody has touched it since`);
    }
    for (const [at, edit] of edits.entries()) {
      if (!edit.isMeant || isShown(edit, here, there)) continue;
      if (edits.slice(at + 1).some((later) => supersedes(later, edit))) continue;
      if (isNoChange(edits, at) || isRenameBesideMove(edits, at) || isTie(edits, at)) continue;
      if (isOfOldTitle(edits, at, rest.renames)) continue;
      if (its?.conflicts.some((conflict) => tellsOf(conflict, edit, rest.mapping))) continue;
      if (isShownRenamed(edit, [here, there], rest.renames)) continue;
      faults.push(`lost: ${wordsOf(edit)} (${edit.because})`);
    }
  }
  return faults;
}

/** Also what need not stay of a person's `task undo` has made the task again, and not the program. */
function isTouch({ kind, isMeant }: Edit): boolean {
  return isMeant || kind === "made";
}

const clearlyAfterMs = 1_000;

/** An edit of the other side that came after all deletions, and was not taken back: it wins over them. */
function outliving(edits: readonly Edit[]): Edit | null {
  const deleted = edits.filter(({ kind }) => kind === "deleted");
  const last = deleted.at(-1);
  if (last === undefined || deleted.some(({ side }) => side !== last.side)) return null;
  return edits.find((edit, at) =>
    edit.kind === "set" && edit.isMeant && !isRename(edit) && edit.side !== last.side &&
    edit.atMs > last.atMs + clearlyAfterMs &&
    lastSet(edits, last.side, edit.field)?.value !== edit.value &&
    !edits.slice(at + 1).some((later) => supersedes(later, edit)) &&
    !edits.slice(0, at).some((earlier) => takesBack(edit, earlier))
  ) ?? null;
}

/** Who sets what the other side showed already said nothing new. */
function lastSet(edits: readonly Edit[], side: Side, field: ShownField) {
  return edits.filter((edit) => edit.kind === "set")
    .findLast((edit) => edit.side === side && edit.field === field);
}

/** Who makes a task wants its title, too; who brings back one that was there already says nothing about it. */
function withTitle(edit: Edit, at: number): readonly Edit[] {
  if (edit.kind !== "made" || at > 0) return [edit];
  const { task, ...rest } = edit;
  return [edit, { ...rest, kind: "set", field: "title", value: task.title, before: "" }];
}

/**
 * What was done and put back between two looks was never seen: where the other side has something of its own to say
 * about the same thing, that stands.
 */
function isNoChange(edits: readonly Edit[], at: number): boolean {
  const edit = edits[at] as Edit;
  return edits.slice(0, at).some((earlier) => takesBack(edit, earlier)) &&
    edits.some((other) => other.side !== edit.side && supersedes(other, edit));
}

/** Renaming a project says nothing about a task that somebody else takes out of it, or deletes, meanwhile. */
function isRename({ because }: Edit): boolean {
  return because === "rename project";
}

function isRenameBesideMove(edits: readonly Edit[], at: number): boolean {
  const edit = edits[at] as Edit;
  return isRename(edit) &&
    edits.some((other) => other.side !== edit.side && other.isMeant && supersedes(other, edit));
}

/** Renaming a label says nothing about a task that somebody else takes it from under its old title. */
function isOfOldTitle(edits: readonly Edit[], at: number, renames: readonly Rename[]): boolean {
  const edit = edits[at] as Edit;
  if (edit.because !== "rename label" || edit.kind !== "put") return false;
  const before = renames.filter(({ of, to }) => of === "label" && to === edit.element);
  return edits.some((other) =>
    other.side !== edit.side && other.isMeant && other.kind === "taken" &&
    other.field === "labels" && before.some(({ from }) => from === other.element)
  );
}

function isShown(edit: Edit, ...tasks: readonly (ShownTask | undefined)[]): boolean {
  return tasks.every((task) => task !== undefined && showsIn(edit, task));
}

/** When each task was done or deleted, by anybody. */
export function overAt(log: Log, edits: readonly Edit[]): ReadonlyMap<string, readonly number[]> {
  const streams = streamsOf(log);
  const over = new Map<string, number[]>();
  for (const edit of edits) {
    const isOver = edit.kind === "deleted" ||
      edit.kind === "set" && edit.field === "done" && edit.value === true;
    const stream = edit.side === "taskwarrior" ? edit.id : streams.get(edit.id);
    if (isOver && stream !== undefined) over.set(stream, [...over.get(stream) ?? [], edit.atMs]);
  }
  return over;
}

/** Also of links that have ended. */
function streamsOf({ store }: Log): ReadonlyMap<string, string> {
  return new Map(
    store.readAll(0, 1_000_000).flatMap(({ streamId, event }) =>
      event.type === "TaskLinked" ? [[String(event.data.vikunjaId), streamId]] : []
    ),
  );
}

/** Whether a recorded conflict has what the edit wanted as one of its two values. */
function tellsOf(
  { field, kept, lost }: ConflictEvent["data"],
  edit: Edit,
  mapping: MappingConfig,
): boolean {
  if (field === "deleted") return true;
  if (!("field" in edit) || (shownAs[field] ?? field) !== edit.field) return false;
  if (edit.kind !== "set") return true;
  return [kept, lost].some(({ value }) => isSame(edit.field, value, edit.value, mapping));
}

/** Streams of tasks that are outside of the selection. */
export function outsideOf({ store }: Pick<Log, "store">): ReadonlySet<string> {
  const outside = new Set<string>();
  for (const { streamId, event } of store.readAll(0, 1_000_000)) {
    if (event.type === "TaskDeselected") outside.add(streamId);
    if (event.type === "TaskSelected") outside.delete(streamId);
  }
  return outside;
}

function toldOf({ store, reader }: Log): ReadonlyMap<string, Told> {
  const told = new Map<string, Told>();
  const of = (stream: string) => {
    const known = told.get(stream) ??
      { conflicts: [], asked: new Set(), isLeftOut: false, isBroughtBack: false };
    told.set(stream, known);
    return known;
  };
  for (const { streamId, event } of store.readAll(0, 1_000_000)) {
    if (event.type === "ConflictResolved") of(streamId).conflicts.push(event.data);
    if (event.type === "DeletionReleased" && event.data.because === "bring back") {
      of(streamId).isBroughtBack = true;
    }
  }
  for (const streamId of outsideOf({ store })) of(streamId).isLeftOut = true;
  for (const { task, because, field } of reader.conflictList()) {
    if (because === "missing") of(task).isLeftOut = true;
    if (because === "ask") of(task).asked.add(shownAs[field] ?? field);
  }
  for (const { task } of reader.leftOutList()) of(task).isLeftOut = true;
  for (const { task } of reader.outOfScope()) of(task).isLeftOut = true;
  for (const { streamId } of reader.deadLetterList()) of(streamId).isLeftOut = true;
  for (const { task, dead } of reader.pendingList()) if (dead) of(task).isLeftOut = true;
  return told;
}
