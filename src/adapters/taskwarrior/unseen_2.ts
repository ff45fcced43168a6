import { join } from "@/ports/paths.ts";
import type { Reading } from "@/domain/task.ts";
import type { TaskwarriorSettings } from "@/mapping/taskwarrior/settings.ts";
import type { Position } from "@/adapters/taskwarrior/cursor.ts";
import type { Exported } from "@/adapters/taskwarrior/export.ts";
import { changedBetween } from "@/adapters/taskwarrior/lost_writes.ts";
import { type FileMark, markedFile } from "@/adapters/taskwarrior/marked_file.ts";
import { readingOf } from "@/adapters/taskwarrior/reading.ts";
import type { TypeOf } from "@/adapters/taskwarrior/stored_line.ts";
import { objectOfStored, storedAs } from "@/adapters/taskwarrior/stored_task.ts";
import type { TaskFiles } from "@/adapters/taskwarrior/task_files.ts";
import { stillThere, undoEntriesIn, type UndoEntry } from "@/adapters/taskwarrior/undo_entries.ts";

interface Unseen2Deps {
  readonly files: Pick<TaskFiles, "stat" | "read">;
  readonly folder: string;
  readonly settings: TaskwarriorSettings;
  readonly typeOf: TypeOf;
  readonly exportOf: (uuids: ReadonlySet<string>) => Promise<Exported>;
}

/** What we had written, by attribute; `undefined`: nothing. */
type Values = ReadonlyMap<string, string | undefined>;

/**
 * Readings with what of ours was replaced since that position by commands of 2.6 that had read the task before: each
 * records the task as it had read it.
 */
export async function withUnseen2(
  readings: readonly Reading[],
  { since, now }: { readonly since: Position | null; readonly now: Position | null },
  deps: Unseen2Deps,
): Promise<readonly Reading[]> {
  const uuids = new Set(readings.filter(({ kind }) => kind === "present").map(({ id }) => id));
  const byTask = replacedUnseen(uuids, since, now?.watch?.own ?? [], deps);
  if (byTask.size === 0) return readings;
  const tasks = await deps.exportOf(new Set(byTask.keys()));
  return readings.map((reading) => {
    const [values, task] = [byTask.get(reading.id), tasks.get(reading.id)];
    if (reading.kind !== "present" || values === undefined || task === undefined) return reading;
    const stored = new Map(storedAs(task, deps.typeOf));
    for (const [name, value] of values) {
      if (value === undefined) stored.delete(name);
      else stored.set(name, value);
    }
    const object = objectOfStored(stored, deps.typeOf);
    const before = object === null ? null : readingOf(object, deps.settings);
    return before?.kind === "present" ? { ...reading, unseen: before.task } : reading;
  });
}

function replacedUnseen(
  uuids: ReadonlySet<string>,
  since: Position | null,
  own: NonNullable<Position["watch"]>["own"],
  { files, folder }: Pick<Unseen2Deps, "files" | "folder">,
): ReadonlyMap<string, Values> {
  const path = join(folder, "undo.data");
  const none = new Map<string, Values>();
  const undo = markedFile(files, path).mark(false);
  const ranges = own.filter(({ to }) => undo !== null && to <= undo.size);
  if (undo === null || ranges.length === 0 || uuids.size === 0) return none;
  const first = Math.min(...ranges.map(({ from }) => from));
  const told = Math.max(first, toldUpTo(since, undo, files, path) ?? first);
  const isIn = (range: { readonly from: number; readonly to: number }, entry: UndoEntry) =>
    entry.from >= range.from && entry.to <= range.to;
  const isNews = (entry: UndoEntry) =>
    entry.from >= told && entry.old !== null && !ranges.some((range) => isIn(range, entry));
  const news = undoEntriesIn(files.read(path, told, undo.size), told)
    .filter((entry) => uuids.has(entry.uuid) && isNews(entry));
  if (news.length === 0) return none;
  const bytes = files.read(path, first, undo.size);
  const ours = stillThere(ranges, bytes, first);
  const entries = undoEntriesIn(bytes, first);
  return new Map(
    [...new Set(news.map(({ uuid }) => uuid))].flatMap((uuid) => {
      const values = unseenValues(entries.filter((entry) => entry.uuid === uuid), {
        isOwn: (entry) => ours.some((range) => isIn(range, entry)),
        isNews,
      });
      return values.size === 0 ? [] : [[uuid, values] as const];
    }),
  );
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
  return markedFile(files, path).appended(then, undo) === null ? null : then?.size ?? 0;
}

interface Whose {
  readonly isOwn: (entry: UndoEntry) => boolean;
  readonly isNews: (entry: UndoEntry) => boolean;
}

/** Of one task, in order: values of ours that stood when another command, which had read others, replaced them. */
export function unseenValues(entries: readonly UndoEntry[], { isOwn, isNews }: Whose): Values {
  const ours = new Map<string, Ours>();
  const unseen = new Map<string, string | undefined>();
  for (const entry of entries) {
    const old = entry.old ?? new Map<string, string>();
    if (isOwn(entry)) {
      for (const name of changedBetween(old, entry.new)) {
        const replaced = [...ours.get(name)?.replaced ?? [], old.get(name)];
        ours.set(name, { value: entry.new.get(name), replaced });
        unseen.delete(name);
      }
      continue;
    }
    for (const [name, { value, replaced }] of ours) {
      const [before, after] = [old.get(name), entry.new.get(name)];
      const hadSeen = before === value || !replaced.includes(before);
      if (hadSeen ? after === value : after === before || after === value) continue;
      ours.delete(name);
      if (!hadSeen && isNews(entry)) unseen.set(name, value);
    }
  }
  return unseen;
}

interface Ours {
  readonly value: string | undefined;
  /** What a command that had not seen it has in its place. */
  readonly replaced: readonly (string | undefined)[];
}
