import { join } from "@/ports/paths.ts";
import type { Reading } from "@/domain/task.ts";
import type { TaskwarriorSettings } from "@/mapping/taskwarrior/settings.ts";
import { taskFromTaskwarrior } from "@/mapping/taskwarrior/read.ts";
import type { Position } from "@/adapters/taskwarrior/common/cursor.ts";
import type { Exported } from "@/adapters/taskwarrior/program/export.ts";
import { changedBetween, isDeletion } from "@/adapters/taskwarrior/v2/lost_writes.ts";
import { type FileMark, markedFile } from "@/adapters/taskwarrior/stored/marked_file.ts";
import type { TypeOf } from "@/adapters/taskwarrior/stored/stored_line.ts";
import { objectOfStored, storedAs } from "@/adapters/taskwarrior/stored/stored_task.ts";
import type { TaskFiles } from "@/adapters/taskwarrior/stored/task_files.ts";
import type { TaskObject } from "@/adapters/taskwarrior/stored/task_object.ts";
import {
  type OwnRange,
  stillThere,
  undoEntriesIn,
  type UndoEntry,
} from "@/adapters/taskwarrior/stored/undo_entries.ts";

interface Unseen2Deps {
  readonly files: Pick<TaskFiles, "stat" | "read">;
  readonly folder: string;
  readonly settings: TaskwarriorSettings;
  readonly typeOf: TypeOf;
  readonly exportOf: (uuids: ReadonlySet<string>) => Promise<Exported>;
}

/** Since when, up to when. */
export interface Between {
  readonly since: Position | null;
  readonly now: Position | null;
  /** Of tasks that were told of in an outcome since, up to when. */
  readonly handed?: ReadonlyMap<string, Position>;
}

/** What we had written, by attribute; `undefined`: nothing. */
type Values = ReadonlyMap<string, string | undefined>;

/**
 * Readings with what of ours was replaced since that position by commands of 2.6 that had read the task before: each
 * records the task as it had read it.
 */
export async function withUnseen2(
  readings: readonly Reading[],
  { since, now, handed }: Between,
  deps: Unseen2Deps,
): Promise<readonly Reading[]> {
  const uuids = new Set(readings.filter(isOurs).map(({ id }) => id));
  const own = now?.watch?.own ?? [];
  const byTask = new Map(
    [...Map.groupBy(uuids, (uuid) => handed?.get(uuid) ?? since)]
      .flatMap(([from, those]) => [...replacedUnseen(new Set(those), from, own, deps)]),
  );
  if (byTask.size === 0) return readings;
  const tasks = await deps.exportOf(new Set(byTask.keys()));
  return readings.map((reading) => {
    const [unseen, task] = [byTask.get(reading.id), tasks.get(reading.id)];
    return unseen === undefined || task === undefined
      ? reading
      : marked(reading, unseen, task, deps);
  });
}

function isOurs(reading: Reading): boolean {
  return reading.kind === "present" || reading.kind === "gone" && reading.how === "deleted";
}

function marked(
  reading: Reading,
  { replaced, read }: UnseenOfTask,
  task: TaskObject,
  { typeOf, settings }: Pick<Unseen2Deps, "typeOf" | "settings">,
): Reading {
  const taskWith = (values: Values) => {
    const stored = new Map(storedAs(task, typeOf));
    for (const [name, value] of values) {
      if (value === undefined) stored.delete(name);
      else stored.set(name, value);
    }
    const object = objectOfStored(stored, typeOf);
    return object === null ? null : taskFromTaskwarrior(object, settings).task;
  };
  switch (reading.kind) {
    case "present": {
      const unseen = replaced.size === 0 ? null : taskWith(replaced);
      return unseen === null ? reading : { ...reading, unseen };
    }
    case "gone": {
      const unseen = read === null ? null : taskWith(read);
      return unseen === null ? reading : { ...reading, unseen };
    }
    case "withdrawn":
      return reading;
  }
}

function replacedUnseen(
  uuids: ReadonlySet<string>,
  since: Position | null,
  own: NonNullable<Position["watch"]>["own"],
  { files, folder }: Pick<Unseen2Deps, "files" | "folder">,
): ReadonlyMap<string, UnseenOfTask> {
  const path = join(folder, "undo.data");
  const none = new Map<string, UnseenOfTask>();
  const undo = markedFile(files, path).mark(false);
  const ranges = own.filter(({ to }) => undo !== null && to <= undo.size);
  if (undo === null || ranges.length === 0 || uuids.size === 0) return none;
  const first = Math.min(...ranges.map(({ from }) => from));
  const told = Math.max(first, toldUpTo(since, undo, files, path) ?? first);
  const isIn = (range: { readonly from: number; readonly to: number }, entry: UndoEntry) =>
    entry.from >= range.from && entry.to <= range.to;
  const isNews = (entry: UndoEntry) =>
    entry.from >= told && entry.old !== null && !ranges.some((range) => isIn(range, entry));
  const news = beside(ranges, told, undo.size)
    .flatMap(({ from, to }) => undoEntriesIn(files.read(path, from, to), from))
    .filter((entry) => uuids.has(entry.uuid) && isNews(entry));
  if (news.length === 0) return none;
  const bytes = files.read(path, first, undo.size);
  const ours = stillThere(ranges, bytes, first);
  const entries = undoEntriesIn(bytes, first);
  return new Map(
    [...new Set(news.map(({ uuid }) => uuid))].flatMap((uuid) => {
      const unseen = unseenOf(entries.filter((entry) => entry.uuid === uuid), {
        isOwn: (entry) => ours.some((range) => isIn(range, entry)),
        isNews,
      });
      return unseen.replaced.size === 0 && unseen.read === null ? [] : [[uuid, unseen] as const];
    }),
  );
}

type Range = Pick<OwnRange, "from" | "to">;

/** What of a file is in none of the ranges. */
function beside(ranges: readonly Range[], from: number, to: number): readonly Range[] {
  const parts: Range[] = [];
  let at = from;
  for (const range of ranges.toSorted((a, b) => a.from - b.from)) {
    if (range.from > at) parts.push({ from: at, to: Math.min(range.from, to) });
    at = Math.max(at, range.to);
  }
  if (to > at) parts.push({ from: at, to });
  return parts;
}

/** `null`: entries were taken away since, so nothing tells. */
function toldUpTo(
  since: Position | null,
  undo: FileMark,
  files: Unseen2Deps["files"],
  path: string,
): number | null {
  if (since === null) return null;
  const then = (since.mark as unknown as { readonly undo: FileMark | null }).undo;
  return markedFile(files, path).hasGrown(then, undo) ? then?.size ?? 0 : null;
}

interface Whose {
  readonly isOwn: (entry: UndoEntry) => boolean;
  readonly isNews: (entry: UndoEntry) => boolean;
}

interface UnseenOfTask {
  /** Values of ours that stood when another command, which had read others, replaced them. */
  readonly replaced: Values;
  /** What a command that deleted the task had read in place of ours; `null`: it had read ours, or none did. */
  readonly read: Values | null;
}

/** Of one task, by its entries in order. */
export function unseenOf(
  entries: readonly UndoEntry[],
  { isOwn, isNews }: Whose,
): UnseenOfTask {
  const ours = new Map<string, Ours>();
  const unseen = new Map<string, string | undefined>();
  let read: Values | null = null;
  for (const entry of entries) {
    const old = entry.old ?? new Map<string, string>();
    if (isOwn(entry)) {
      for (const name of changedBetween(old, entry.new)) {
        const replaced = ours.get(name)?.replaced ?? new Set();
        replaced.add(old.get(name));
        ours.set(name, { value: entry.new.get(name), replaced });
        unseen.delete(name);
      }
      continue;
    }
    const hadNotSeen = [...ours].filter(([name, { value, replaced }]) =>
      old.get(name) !== value && replaced.has(old.get(name))
    ).map(([name]) => name);
    if (isDeletion(old, entry.new) && isNews(entry) && hadNotSeen.length > 0) {
      read = new Map(hadNotSeen.map((name) => [name, old.get(name)]));
    }
    for (const [name, { value }] of ours) {
      const after = entry.new.get(name);
      const isUnseen = hadNotSeen.includes(name);
      if (after === value || isUnseen && after === old.get(name)) continue;
      ours.delete(name);
      if (isUnseen && isNews(entry)) unseen.set(name, value);
    }
  }
  return { replaced: unseen, read };
}

interface Ours {
  readonly value: string | undefined;
  /** What a command that had not seen it has in its place. */
  readonly replaced: Set<string | undefined>;
}
