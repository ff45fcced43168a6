import type { DirectChange } from "@/adapters/taskwarrior/common/direct_writer.ts";
import type { Exported } from "@/adapters/taskwarrior/program/export.ts";
import {
  inconsistency,
  isFinished,
  maskedParent,
  sameStoredTask,
  validated,
} from "@/adapters/taskwarrior/v2/import_rules.ts";
import {
  byElements,
  changedTask,
  composeJson,
  isPlainElement,
  objectOfStored,
} from "@/adapters/taskwarrior/stored/stored_task.ts";
import {
  composeLine,
  parseLine,
  type StoredTask,
  type TypeOf,
} from "@/adapters/taskwarrior/stored/stored_line.ts";
import {
  bufferOf,
  type ChangedLine,
  contentOf,
  editLines,
  type FileEdit,
  findLines,
  isCut,
  type LinePlace,
} from "@/adapters/taskwarrior/stored/task_file.ts";
import type { HeldFile } from "@/adapters/taskwarrior/stored/task_files.ts";
import { isListed, partsOf } from "@/adapters/taskwarrior/stored/task_object.ts";

/** One entry for `undo.data` and line for `backlog.data`, as bytes. */
interface Recording {
  readonly old: string | null;
  readonly line: string;
  readonly json: string;
}

export interface NamedFiles {
  readonly pending: HeldFile;
  readonly completed: HeldFile;
  readonly undo: HeldFile;
  readonly backlog: HeldFile;
}

export interface OpenTasks {
  /** Of those that were asked for and are there. */
  readonly objects: Exported;
  /** There, in a form that is not read here. */
  readonly unknown: ReadonlySet<string>;
  /** A command may be in the middle of its writes. */
  readonly isUnsettled: boolean;
  /** As an import would; `null`: done, or nothing to do. Otherwise why only an import can. */
  change(change: DirectChange, nowSeconds: number): string | null;
  /** As it is in the files; `null`: not there, or not read here. */
  stored(uuid: string): StoredTask | null;
  /** Makes a task what it was to be; one that is nowhere is added. */
  restore(uuid: string, task: StoredTask, nowSeconds: number): void;
  /**
   * Of a task that stands twice, what was `added` beside it goes, as a change from that to what stood there; whether it did.
   */
  join(uuid: string, added: StoredTask, nowSeconds: number): boolean;
  recorded(): readonly Recording[];
  /** What is to be written to `pending.data` and `completed.data`. */
  edits(): readonly FileEdit[];
  /** As they are to be, of those that were asked for or changed. */
  current(): Exported;
}

interface Entry {
  readonly file: LinePlace["file"];
  /** `null`: new. */
  readonly place: LinePlace | null;
  readonly task: StoredTask;
  readonly isChanged: boolean;
}

/** All that is in the files of tasks. */
type Contents = Readonly<Record<LinePlace["file"], ReturnType<typeof contentOf>>>;

export function contentsOf({ pending, completed }: NamedFiles): Contents {
  return { pending: contentOf(pending), completed: contentOf(completed) };
}

/** How these tasks stand in the files: their lines; none of one that is there more than once. */
export function linesOf(
  { pending, completed }: Contents,
  uuids: ReadonlySet<string>,
): ReadonlyMap<string, string> {
  const lines = new Map<string, string>();
  if (isCut(pending) || isCut(completed)) return lines;
  for (
    const { places, twins } of [
      findLines("pending", pending, uuids),
      findLines("completed", completed, uuids),
    ]
  ) {
    for (const [uuid, { file, line }] of places) {
      if (!twins.has(uuid)) lines.set(uuid, `${lines.get(uuid) ?? ""}${file} ${line}`);
    }
  }
  return lines;
}

/** The tasks as the held files have them, and what becomes of them; nothing is written here. */
export function openTasks(
  files: NamedFiles,
  uuids: ReadonlySet<string>,
  typeOf: TypeOf,
  contents = contentsOf(files),
): OpenTasks {
  const isDamaged = isCut(contents.pending) || isCut(contents.completed);
  const entries = new Map<string, Entry>();
  const unknown = new Set<string>(isDamaged ? uuids : []);
  const twins = new Map<string, readonly LinePlace[]>();
  const leaving: LinePlace[] = [];
  const recordings: Recording[] = [];

  function find(wanted: ReadonlySet<string>): void {
    for (const file of ["pending", "completed"] as const) {
      const found = findLines(file, contents[file], wanted);
      for (const [uuid, further] of found.twins) {
        unknown.add(uuid);
        twins.set(uuid, [...twins.get(uuid) ?? [], ...further]);
      }
      for (const [uuid, place] of found.places) {
        const known = entries.get(uuid)?.place ?? null;
        if (known !== null) twins.set(uuid, [...twins.get(uuid) ?? [], place]);
        const task = parseLine(place.line);
        if (task === null || entries.has(uuid) || objectOfStored(task, typeOf) === null) {
          unknown.add(uuid);
        } else entries.set(uuid, { file, place, task, isChanged: false });
      }
    }
  }

  function put(uuid: string, old: StoredTask | null, task: StoredTask): void {
    const known = entries.get(uuid);
    const file = known?.file ?? (isFinished(task) ? "completed" : "pending");
    entries.set(uuid, { file, place: known?.place ?? null, task, isChanged: true });
    recordings.push({
      old: old === null ? null : composeLine(old, typeOf),
      line: composeLine(task, typeOf),
      json: composeJson(task, typeOf) ?? "",
    });
  }

  /** As 2.6 does before it changes a child: the parent's mask tells of it. */
  function changeParent(child: StoredTask, nowSeconds: number): string | null {
    const uuid = child.get("parent") ?? "";
    if (uuid === "") return null;
    if (!entries.has(uuid) && !unknown.has(uuid)) find(new Set([uuid]));
    if (unknown.has(uuid)) return "the line of its parent is not read here";
    const parent = entries.get(uuid)?.task;
    if (parent === undefined) return null;
    const masked = validated(maskedParent(parent, child, nowSeconds), nowSeconds);
    if (sameStoredTask(parent, masked)) return null;
    put(uuid, parent, new Map([...masked, ["modified", String(nowSeconds)]]));
    return null;
  }

  find(uuids);
  const objects = new Map(
    [...entries].flatMap(([uuid, { task }]) => {
      const object = unknown.has(uuid) ? null : objectOfStored(task, typeOf);
      return object === null ? [] : [[uuid, object]];
    }),
  );
  const absent = [...uuids].filter((uuid) => !entries.has(uuid) && !unknown.has(uuid));
  return {
    objects,
    unknown,
    isUnsettled: isDamaged || wereThere(absent, files.undo),
    change(change, nowSeconds) {
      const before = entries.get(change.uuid)?.task ?? null;
      const after = asImported(before, change, { typeOf, nowSeconds });
      if (before !== null && sameStoredTask(before, after)) return null;
      const why = unfitBecause(before, after, change) ??
        (composeJson(after, typeOf) === null ? "it has a date that is not read here" : null) ??
        (before === null ? null : changeParent(after, nowSeconds));
      if (why !== null) return why;
      const stamped = before === null
        ? after
        : new Map([...after, ["modified", String(nowSeconds)]]);
      put(change.uuid, before, stamped);
      return null;
    },
    stored: (uuid) => entries.get(uuid)?.task ?? null,
    restore(uuid, task, nowSeconds) {
      const modified = new Map([...byElements(task), ["modified", String(nowSeconds)]]);
      put(uuid, entries.get(uuid)?.task ?? null, modified);
    },
    join(uuid, added, nowSeconds) {
      const first = entries.get(uuid)?.place ?? null;
      const [second, third] = twins.get(uuid) ?? [];
      if (isDamaged || first === null || second === undefined || third !== undefined) return false;
      const isAdded = ({ line }: LinePlace) => sameStoredTask(parseLine(line) ?? new Map(), added);
      const [place, other] = isAdded(second) ? [first, second] : [second, first];
      const task = parseLine(place.line);
      if (!isAdded(other) || task === null || objectOfStored(task, typeOf) === null) return false;
      unknown.delete(uuid);
      leaving.push(other);
      entries.set(uuid, { file: place.file, place, task, isChanged: false });
      put(uuid, added, new Map([...byElements(task), ["modified", String(nowSeconds)]]));
      return true;
    },
    recorded: () => recordings,
    edits: () =>
      (["pending", "completed"] as const).flatMap((file) => {
        const changed: ChangedLine[] = leaving.filter((place) => place.file === file)
          .map((place) => ({ place, line: null }));
        const added: string[] = [];
        for (const { place, task, isChanged, ...entry } of entries.values()) {
          if (!isChanged || entry.file !== file) continue;
          const line = composeLine(task, typeOf);
          if (place === null) added.push(line);
          else changed.push({ place, line });
        }
        return editLines(files[file].path, contents[file], { changed, added }) ?? [];
      }),
    current: () =>
      new Map([...entries].flatMap(([uuid, { task }]) => {
        const object = objectOfStored(task, typeOf);
        return object === null ? [] : [[uuid, object]];
      })),
  };
}

/** Far enough back for what a command of these moments can be about. */
const tailBytes = 512 * 1024;

/** Whether one of the tasks that are in no file was in one lately: gc takes it from one before the other has it. */
function wereThere(uuids: readonly string[], undo: HeldFile): boolean {
  if (uuids.length === 0) return false;
  const end = undo.size();
  const tail = bufferOf(undo.read(Math.max(0, end - tailBytes), end)).toString("latin1");
  return uuids.some((uuid) => tail.includes(`uuid:"${uuid}"`));
}

/** What an import makes of it; an end and an entry that were not given stay. */
function asImported(
  before: StoredTask | null,
  change: DirectChange,
  { typeOf, nowSeconds }: { readonly typeOf: TypeOf; readonly nowSeconds: number },
): StoredTask {
  const given = changedTask(before ?? new Map([["uuid", change.uuid]]), change, typeOf);
  const made = new Map(validated(given, nowSeconds));
  if (before === null) return made;
  for (const name of ["entry", "end"]) {
    const kept = before.get(name) ?? "";
    if (kept !== "" && made.has(name) && !given.has(name)) made.set(name, kept);
  }
  return withValue(made, "modified", before.get("modified"));
}

function withValue(task: StoredTask, name: string, value: string | undefined): StoredTask {
  const copy = new Map(task);
  if (value === undefined) copy.delete(name);
  else copy.set(name, value);
  return copy;
}

function unfitBecause(
  before: StoredTask | null,
  after: StoredTask,
  { base, object }: DirectChange,
): string | null {
  if (before?.get("recur") !== after.get("recur")) return "its recurrence changes";
  const known = base === undefined ? new Map() : partsOf(base);
  const added = [...partsOf(object)].filter(([part]) => !known.has(part));
  const isOdd = added.some(([part, value]) => isListed(part) && !isPlainElement(String(value)));
  return isOdd ? "it gets a tag that 2.6 writes in a way of its own" : inconsistency(before, after);
}
