import { join } from "@/ports/paths.ts";
import type { Watch } from "@/adapters/taskwarrior/cursor.ts";
import { type Files2Options, holding, store } from "@/adapters/taskwarrior/files_2.ts";
import { bystanderLoss, importLoss } from "@/adapters/taskwarrior/import_losses.ts";
import type { OwnImport } from "@/adapters/taskwarrior/judge.ts";
import { lossOf } from "@/adapters/taskwarrior/lost_writes.ts";
import {
  contentsOf,
  linesOf,
  type NamedFiles,
  type OpenTasks,
  openTasks,
} from "@/adapters/taskwarrior/open_tasks.ts";
import { changedTask } from "@/adapters/taskwarrior/stored_task.ts";
import type { StoredTask } from "@/adapters/taskwarrior/stored_line.ts";
import type { TaskObject } from "@/adapters/taskwarrior/task_object.ts";
import { isTakenBack } from "@/adapters/taskwarrior/taken_back.ts";
import { type OwnRange, ownRange, type UndoEntry } from "@/adapters/taskwarrior/undo_entries.ts";
import { goneOnFrom, type Recorded } from "@/adapters/taskwarrior/recorded.ts";
import {
  entriesOf,
  type EntryPlace,
  standOf,
  type UndoMemory,
} from "@/adapters/taskwarrior/undo_record.ts";

type Watched = Required<Pick<Watch, "own" | "taken">>;

export interface Kept {
  /** What is still to be looked after. */
  readonly watched: Watched;
  /** Of `undo.data`, when it was looked at. */
  readonly size: number;
  /** Proven to have been destroyed, and written again. */
  readonly restored: ReadonlySet<string>;
  /** A command may be between its data and its record. */
  readonly unsettled: ReadonlySet<string>;
}

interface LookedAt extends Kept {
  /** Tasks of others that seem to have been destroyed, where a command may be in the middle of its writes. */
  readonly doubted: ReadonlySet<string>;
}

interface KeptImport extends Kept {
  /** Where our import replaced a value unseen; it was taken back. */
  readonly clashes: ReadonlySet<string>;
}

/**
 * Looks after writes in the files of Taskwarrior 2.6, whose commands write whole files from what they read some
 * time before. Only what `undo.data` proves to have been destroyed is written again, on what stands.
 */
export interface Keeper {
  /** How far `undo.data` goes now. */
  recorded(): Recorded;
  /** `doubted`: tasks of others that an earlier look had doubts about. */
  lookAfter(watch: Watch, doubted: ReadonlySet<string>): Promise<LookedAt>;
  /** After an import, itself such a command: `before`, how far `undo.data` went before it was decided on. */
  lookAfterImport(
    before: Recorded,
    sent: ReadonlyMap<string, OwnImport>,
    watch: Watch | null,
  ): Promise<KeptImport>;
}

/** A `task edit` can be open for long; what was written before that is not looked for any more. */
const maxAgeMs = 3_600_000;
const maxBytes = 512 * 1024;

/** As far back as somebody takes back with `task undo` while an import runs. */
const recordedTailBytes = 64 * 1024;

interface KeeperOptions extends Files2Options {
  /** Of the looks before. */
  readonly memory: UndoMemory;
}

export function createKeeper2(options: KeeperOptions): Keeper {
  const { memory } = options;
  const nowSeconds = () => Math.floor(options.runtime.now().getTime() / 1000);

  /** `undo.data` from the oldest of ours on, and what it says. */
  function recordOf({ undo }: NamedFiles, watch: Watch | null, since: number) {
    const size = undo.size();
    const youngest = options.runtime.now().getTime() - maxAgeMs;
    const young = (watch?.own ?? []).filter(({ from, atMs }) =>
      from >= size - maxBytes && atMs >= youngest
    );
    const known = young.filter(({ to }) => to <= size);
    const offset = Math.min(size, since, ...known.map(({ from }) => from));
    const bytes = undo.read(offset, size);
    const { ranges, places } = memory.read(bytes, offset, known);
    const undone = young.filter((range) => !ranges.includes(range));
    const taken = takenAt(size, watch?.taken ?? {}, undone);
    return { size, bytes, offset, ranges, taken, places };
  }

  /** What is to be written again of our own writes, not done yet. */
  function lostOfOwn(
    tasks: OpenTasks,
    byTask: ReadonlyMap<string, readonly UndoEntry[]>,
    ranges: readonly OwnRange[],
  ) {
    const isOwn = isIn(ranges);
    const lost = new Map<string, StoredTask>();
    const unsettled = new Set<string>();
    for (const [uuid, all] of byTask) {
      const first = all.findIndex(isOwn);
      if (first < 0 || tasks.unknown.has(uuid)) continue;
      const evidence = { entries: all.slice(first), isOwn, current: tasks.stored(uuid) };
      const verdict = lossOf({ ...evidence, nowSeconds: nowSeconds() });
      if (verdict.kind === "unsettled") unsettled.add(uuid);
      if (verdict.kind === "restore") lost.set(uuid, verdict.task);
    }
    return { lost, unsettled };
  }

  /**
   * A command that had written its data just before our import did, and its record only after we had looked. What
   * stands may also be a `task undo` in the middle of its writes: so it is restored where it still stands a moment later,
   * and with it what was destroyed of ours, after which nobody looks at what came before.
   */
  function restore(
    tasks: OpenTasks,
    byTask: ReadonlyMap<string, readonly UndoEntry[]>,
    { files, ranges, doubted, lost }: {
      readonly files: NamedFiles;
      readonly ranges: readonly OwnRange[];
      readonly doubted: ReadonlySet<string>;
      readonly lost: ReadonlyMap<string, StoredTask>;
    },
  ) {
    const restored = new Set<string>();
    const still = new Set<string>();
    for (const [uuid, all] of byTask) {
      if (tasks.unknown.has(uuid)) continue;
      const own = lost.get(uuid) ?? null;
      const ours = all.findLastIndex(isIn(ranges));
      const entries = all.slice(ours + 1);
      const others = bystanderLoss(entries, own ?? tasks.stored(uuid), all[ours]?.new);
      const isOthers = others !== null && !isTakenBack(files.backlog, uuid, entries);
      if (isOthers && !doubted.has(uuid)) {
        still.add(uuid);
        continue;
      }
      const task = isOthers ? others : own;
      if (task === null) continue;
      tasks.restore(uuid, task, nowSeconds());
      restored.add(uuid);
    }
    return { restored, still };
  }

  return {
    recorded() {
      const path = join(options.folder, "undo.data");
      const size = options.files.stat(path)?.size ?? 0;
      const from = Math.max(0, size - recordedTailBytes);
      return { size, tail: size === 0 ? new Uint8Array() : options.files.read(path, from, size) };
    },
    async lookAfter(watch, doubted) {
      return await holding((files): LookedAt => {
        const record = recordOf(files, watch, Number.POSITIVE_INFINITY);
        const { size, ranges, taken, places } = record;
        const all = byTaskOf(places.filter(({ uuid, from }) => from >= (taken[uuid] ?? 0)));
        const contents = contentsOf(files);
        const lines = linesOf(contents, new Set(all.keys()));
        const stands = new Map(
          [...all].map(([uuid, own]) => [uuid, standOf(lines.get(uuid), own)]),
        );
        const open = [...all].filter(([uuid]) => !memory.isFine(uuid, stands.get(uuid) ?? ""));
        const byTask = entriesOf(open.flatMap(([, own]) => own), record);
        const tasks = openTasks(files, new Set(byTask.keys()), options.typeOf, contents);
        const { lost, unsettled } = lostOfOwn(tasks, byTask, ranges);
        const { restored, still } = restore(tasks, byTask, { files, ranges, doubted, lost });
        for (const uuid of [...restored, ...unsettled, ...still, ...tasks.unknown]) {
          stands.delete(uuid);
        }
        memory.note(stands);
        return {
          restored,
          unsettled,
          size,
          doubted: still,
          watched: { own: [...ranges, ...storedAgain(files, tasks, restored)], taken },
        };
      }, options);
    },
    async lookAfterImport(before, sent, watch) {
      return await holding((files): KeptImport => {
        const since = goneOnFrom(files.undo, before);
        const record = recordOf(files, watch, since);
        const { size, bytes, offset, ranges, taken, places } = record;
        const byTask = entriesOf(places.filter(({ from }) => from >= since), record);
        const tasks = openTasks(files, new Set([...sent.keys(), ...byTask.keys()]), options.typeOf);
        const [restored, clashes] = [new Set<string>(), new Set<string>()];
        const imported: OwnRange[] = [];
        const unrecorded: string[] = [];
        const put = (uuid: string, task: StoredTask | null) => {
          if (task === null || tasks.unknown.has(uuid)) return;
          tasks.restore(uuid, task, nowSeconds());
          restored.add(uuid);
        };
        for (const [uuid, { base, object }] of sent) {
          const loss = importLoss({
            base: storedOf(uuid, base),
            object: storedOf(uuid, object),
            entries: byTask.get(uuid) ?? [],
            current: tasks.stored(uuid),
          });
          if (loss.clash) clashes.add(uuid);
          else if (loss.own !== null) imported.push(rangeOf(loss.own, bytes, offset));
          else unrecorded.push(uuid);
          put(uuid, loss.task);
        }
        for (const [uuid, all] of byTask) {
          if (!sent.has(uuid)) put(uuid, bystanderLoss(all, tasks.stored(uuid)));
        }
        const stored = storedAgain(files, tasks, restored);
        return {
          restored,
          clashes,
          size,
          unsettled: new Set<string>(),
          watched: {
            own: [...ranges, ...imported, ...stored],
            taken: { ...taken, ...at(size, unrecorded) },
          },
        };
      }, options);
    },
  };

  function storedAgain(
    files: NamedFiles,
    tasks: OpenTasks,
    restored: ReadonlySet<string>,
  ): readonly OwnRange[] {
    const range = store(files, tasks, options);
    return range === null ? [] : [{ ...range, restored: [...restored] }];
  }

  function storedOf(uuid: string, object: TaskObject | undefined): StoredTask {
    const empty = new Map([["uuid", uuid]]);
    return object === undefined
      ? new Map()
      : changedTask(empty, { base: undefined, object }, options.typeOf);
  }

  function rangeOf({ from, to }: UndoEntry, bytes: Uint8Array, offset: number): OwnRange {
    return ownRange(
      bytes.subarray(from - offset, to - offset),
      from,
      options.runtime.now().getTime(),
    );
  }
}

function isIn(ranges: readonly OwnRange[]) {
  return ({ from, to }: EntryPlace) => ranges.some((range) => from >= range.from && to <= range.to);
}

function byTaskOf(places: readonly EntryPlace[]): ReadonlyMap<string, readonly EntryPlace[]> {
  const groups = new Map<string, EntryPlace[]>();
  for (const place of places) {
    const group = groups.get(place.uuid);
    if (group === undefined) groups.set(place.uuid, [place]);
    else group.push(place);
  }
  return groups;
}

/** A person who takes back what was written again wants what stands then. */
function takenAt(
  size: number,
  before: Watched["taken"],
  undone: readonly OwnRange[],
): Watched["taken"] {
  const kept = Object.entries(before).map(([uuid, taken]) => [uuid, Math.min(taken, size)]);
  return {
    ...Object.fromEntries(kept),
    ...at(size, undone.flatMap(({ restored = [] }) => restored)),
  };
}

function at(size: number, uuids: readonly string[]): Watched["taken"] {
  return Object.fromEntries(uuids.map((uuid) => [uuid, size]));
}
