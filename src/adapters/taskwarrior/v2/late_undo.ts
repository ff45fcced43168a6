import { changedBetween } from "@/adapters/taskwarrior/v2/lost_writes.ts";
import { sameStoredTask } from "@/adapters/taskwarrior/v2/import_rules.ts";
import type { NamedFiles } from "@/adapters/taskwarrior/v2/open_tasks.ts";
import { epochOf } from "@/adapters/taskwarrior/stored/stored_property.ts";
import {
  type StoredTask,
  textOfBytes,
  type TypeOf,
} from "@/adapters/taskwarrior/stored/stored_line.ts";
import { objectOfStored, storedAs } from "@/adapters/taskwarrior/stored/stored_task.ts";
import type { TaskObject } from "@/adapters/taskwarrior/stored/task_object.ts";
import { parseRepaired } from "@/adapters/taskwarrior/stored/repair_json.ts";
import { bufferOf } from "@/adapters/taskwarrior/stored/task_file.ts";
import {
  type OwnRange,
  ownRange,
  stillThere,
  type UndoEntry,
} from "@/adapters/taskwarrior/stored/undo_entries.ts";

/** What a `task undo` that waited at its question has put back of a task, over writes of ours that it had not seen. */
interface LateUndo {
  /** As it left the task. */
  readonly left: StoredTask;
  /** What we had written and it had not read. */
  readonly values: ReadonlyMap<string, string | undefined>;
}

/** Far enough back for what was changed before ours. */
const tailBytes = 512 * 1024;

/**
 * `task undo` of 2.6 reads `undo.data`, asks, and then writes what it had read, less its last entry: ours that came
 * meanwhile are gone from there, and where they were of the same task, the whole task is as it was before that entry.
 * `backlog.data`, which it reads after the question, still has ours. Whoever takes back a write of ours on purpose puts
 * back what stood right before it; this one goes further back at once.
 */
export function lateUndoes(
  { backlog }: Pick<NamedFiles, "backlog">,
  gone: readonly OwnRange[],
  typeOf: TypeOf,
): ReadonlyMap<string, LateUndo> {
  const found = new Map<string, LateUndo>();
  const parts = partsOf(backlog, gone);
  if (parts.length === 0) return found;
  const size = backlog.size();
  const offset = Math.max(0, Math.min(...parts.map(({ from }) => from)) - tailBytes);
  const byTask = Map.groupBy(
    linesFrom(backlog.read(offset, size), offset),
    ({ bytes }) => uuidIn(bytes),
  );
  for (const uuid of tasksIn(backlog, parts)) {
    const states = (byTask.get(uuid) ?? []).flatMap(({ at, bytes }) => {
      const object = parseRepaired<TaskObject>(textOfBytes(bytes));
      const isOwn = parts.some((part) => isIn(part, at));
      return object === null ? [] : [{ task: storedAs(object, typeOf), isOwn }];
    });
    const undo = lateUndoIn(states);
    if (undo !== null) found.set(uuid, undo);
  }
  return found;
}

/** `null`: nothing of ours is missing of what the undo left. */
export function withPutBack(
  current: StoredTask | null,
  { left, values }: LateUndo,
  typeOf: TypeOf,
): StoredTask | null {
  const object = current === null ? null : objectOfStored(current, typeOf);
  if (current === null || object === null) return null;
  const now = storedAs(object, typeOf);
  const lost = [...values].filter(([name, value]) =>
    now.get(name) !== value && now.get(name) === left.get(name)
  );
  if (lost.length === 0) return null;
  const task = new Map(current);
  for (const [name, value] of lost) {
    if (value === undefined) task.delete(name);
    else task.set(name, value);
  }
  return task;
}

/** The tasks that these writes were of. */
export function tasksOf(
  { backlog }: Pick<NamedFiles, "backlog">,
  gone: readonly OwnRange[],
): ReadonlySet<string> {
  return new Set(tasksIn(backlog, partsOf(backlog, gone)));
}

/** Where the lines of these entries are, by task and second; of several, the last. */
export function placesInBacklog(
  { backlog }: Pick<NamedFiles, "backlog">,
): (entry: UndoEntry) => Pick<OwnRange, "backlog"> {
  const size = backlog.size();
  const offset = Math.max(0, size - tailBytes);
  const places = new Map(
    linesFrom(backlog.read(offset, size), offset).flatMap(({ at, bytes }) => {
      const uuid = uuidIn(bytes);
      const modified = epochOf(/"modified":"([^"]*)"/.exec(bytes)?.[1] ?? "");
      const to = at + bytes.length + 1;
      return uuid === undefined ? [] : [[`${uuid} ${modified}`, { from: at, to }] as const];
    }),
  );
  return (entry) => {
    const place = places.get(`${entry.uuid} ${entry.new.get("modified")}`);
    if (place === undefined) return {};
    const { digest } = ownRange(backlog.read(place.from, place.to), place.from, 0);
    return { backlog: { ...place, digest } };
  };
}

type Part = NonNullable<OwnRange["backlog"]>;

interface State {
  readonly task: StoredTask;
  readonly isOwn: boolean;
}

function lateUndoIn(states: readonly State[]): LateUndo | null {
  const first = states.findIndex(({ isOwn }) => isOwn);
  const last = states.findLastIndex(({ isOwn }) => isOwn);
  const [before, ours, left] = [states[last - 1], states[last], states[last + 1]];
  if (first < 1 || before === undefined || ours === undefined || left === undefined) return null;
  if (!isFurtherBack(left.task, states.slice(0, last).map(({ task }) => task))) return null;
  const values = new Map<string, string | undefined>();
  for (const [at, { task, isOwn }] of states.slice(0, last + 1).entries()) {
    const earlier = states[at - 1];
    if (earlier === undefined) continue;
    for (const name of changedBetween(earlier.task, task)) {
      if (isOwn) values.set(name, task.get(name));
      else values.delete(name);
    }
  }
  return values.size === 0 ? null : { left: left.task, values };
}

/** Older than what stood right before ours, and not that. */
function isFurtherBack(left: StoredTask, before: readonly StoredTask[]): boolean {
  const right = before.at(-1);
  if (right === undefined || sameStoredTask(left, right)) return false;
  const [at, than] = [left, right].map((task) => Number(task.get("modified") ?? task.get("entry")));
  if (at === undefined || than === undefined) return false;
  return at < than ||
    at === than && before.slice(0, -1).some((task) => sameStoredTask(left, task));
}

function partsOf(backlog: NamedFiles["backlog"], gone: readonly OwnRange[]): readonly Part[] {
  const size = backlog.size();
  return gone.flatMap(({ backlog: part }) => part === undefined || part.to > size ? [] : [part])
    .filter((part) =>
      stillThere([{ ...part, atMs: 0 }], backlog.read(part.from, part.to), part.from).length > 0
    );
}

function tasksIn(backlog: NamedFiles["backlog"], parts: readonly Part[]): readonly string[] {
  const uuids = parts.flatMap(({ from, to }) =>
    linesFrom(backlog.read(from, to), from).flatMap(({ bytes }) => uuidIn(bytes) ?? [])
  );
  return [...new Set(uuids)];
}

/** Lines, a character for each byte, and where each begins. */
function linesFrom(
  bytes: Uint8Array,
  offset: number,
): readonly { readonly at: number; readonly bytes: string }[] {
  let at = offset;
  return bufferOf(bytes).toString("latin1").split("\n").map((line) => {
    const found = { at, bytes: line };
    at += line.length + 1;
    return found;
  });
}

/** Of the task that a line tells of. */
function uuidIn(line: string): string | undefined {
  return /"uuid":"([^"]+)"/.exec(line)?.[1];
}

function isIn({ from, to }: Part, at: number): boolean {
  return at >= from && at < to;
}
