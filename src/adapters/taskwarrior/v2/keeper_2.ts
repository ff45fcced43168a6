import { invariant } from "@/domain/invariant.ts";
import { join } from "@/ports/paths.ts";
import { sleep } from "@/ports/waits.ts";
import type { Watch } from "@/adapters/taskwarrior/common/cursor.ts";
import { type Files2Options, holding, store } from "@/adapters/taskwarrior/v2/files_2.ts";
import { bystanderLoss, importLoss } from "@/adapters/taskwarrior/v2/import_losses.ts";
import type { OwnImport } from "@/adapters/taskwarrior/common/judge.ts";
import { lostValues } from "@/adapters/taskwarrior/v2/lost_values.ts";
import {
  contentsOf,
  linesOf,
  type NamedFiles,
  type OpenTasks,
  openTasks,
} from "@/adapters/taskwarrior/v2/open_tasks.ts";
import { storedAs } from "@/adapters/taskwarrior/stored/stored_task.ts";
import type { StoredTask } from "@/adapters/taskwarrior/stored/stored_line.ts";
import type { TaskObject } from "@/adapters/taskwarrior/stored/task_object.ts";
import {
  type OwnRange,
  ownRange,
  type UndoEntry,
} from "@/adapters/taskwarrior/stored/undo_entries.ts";
import { takenAt, undoneAt } from "@/adapters/taskwarrior/v2/taken_at.ts";
import {
  lateUndoes,
  placesInBacklog,
  tasksOf,
  withPutBack,
} from "@/adapters/taskwarrior/v2/late_undo.ts";
import { goneOnFrom, type Recorded } from "@/adapters/taskwarrior/v2/recorded.ts";
import {
  byTaskOf,
  entriesOf,
  standOf,
  type UndoMemory,
} from "@/adapters/taskwarrior/v2/undo_record.ts";

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
  /** What seems to have been destroyed of others', and whole tasks, where a command may be in the middle of its writes. */
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
  /**
   * Of these tasks, those of which something is destroyed, or seems to be: what is written to them then would look as if
   * it had been written on purpose to what stands.
   */
  destroyed(
    files: NamedFiles,
    tasks: OpenTasks,
    of: { readonly uuids: ReadonlySet<string>; readonly watch: Watch },
  ): ReadonlySet<string>;
  /** How far `undo.data` goes now. */
  recorded(): Recorded;
  /** `doubted`: tasks that an earlier look had doubts about. */
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

/** A command writes its files within milliseconds. */
export const settledMs = 200;

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
    const nowMs = options.runtime.now().getTime();
    return {
      size,
      bytes,
      offset,
      ranges: ranges.map(({ goneAtMs: _, ...range }) => range),
      gone: undone.map((range) => ({ ...range, goneAtMs: range.goneAtMs ?? nowMs })),
      taken,
      places,
    };
  }

  /** The entries of these tasks, but those of before what was taken as it is; without `uuids`: of all. */
  function placesOf({ places, taken }: ReturnType<typeof recordOf>, uuids?: ReadonlySet<string>) {
    return places.filter(({ uuid, from }) =>
      (uuids?.has(uuid) ?? true) && from >= (taken[uuid] ?? 0)
    );
  }

  return {
    recorded() {
      const path = join(options.folder, "undo.data");
      const size = options.files.stat(path)?.size ?? 0;
      const from = Math.max(0, size - recordedTailBytes);
      return { size, tail: size === 0 ? new Uint8Array() : options.files.read(path, from, size) };
    },
    destroyed(files, tasks, { uuids, watch }) {
      const record = recordOf(files, watch, Number.POSITIVE_INFINITY);
      const byTask = entriesOf(placesOf(record, uuids), record);
      const evidence = { byTask, ranges: record.ranges, nowSeconds: nowSeconds() };
      const lost = lostValues(files, tasks, evidence).byTask.keys();
      return new Set([...lost, ...tasksOf(files, record.gone)]);
    },
    async lookAfter(watch, doubted) {
      return await holding((files): LookedAt => {
        const record = recordOf(files, watch, Number.POSITIVE_INFINITY);
        const { size, ranges, gone } = record;
        const nowMs = options.runtime.now().getTime();
        // A `task undo` may be in the middle of its writes.
        const settled = gone.filter(({ goneAtMs }) => nowMs >= goneAtMs + settledMs);
        const doubtful = gone.filter((range) => !settled.includes(range));
        const undoes = lateUndoes(files, settled, options.typeOf);
        const all = byTaskOf(placesOf(record));
        const contents = contentsOf(files);
        const lines = linesOf(contents, new Set(all.keys()));
        const stands = new Map(
          [...all].map(([uuid, own]) => [uuid, standOf(lines.get(uuid), own)]),
        );
        const open = [...all].filter(([uuid]) => !memory.isFine(uuid, stands.get(uuid) ?? ""));
        const byTask = entriesOf(open.flatMap(([, own]) => own), record);
        const uuids = new Set([...byTask.keys(), ...undoes.keys()]);
        const tasks = openTasks(files, uuids, options.typeOf, contents);
        const evidence = { byTask, ranges, nowSeconds: nowSeconds() };
        const lost = lostValues(files, tasks, evidence);
        const { unsettled } = lost;
        const taken = { ...record.taken, ...undoneAt(size, [...lost.undone]) };
        const restored = new Set<string>();
        const still = new Set(tasksOf(files, doubtful));
        for (const [uuid, undo] of undoes) {
          const task = tasks.unknown.has(uuid)
            ? null
            : withPutBack(tasks.stored(uuid), undo, options.typeOf);
          if (task === null) continue;
          tasks.restore(uuid, task, nowSeconds());
          restored.add(uuid);
        }
        for (const [uuid, { own, others }] of lost.byTask) {
          if (restored.has(uuid)) continue;
          const task = others ?? own;
          // What stands may be a `task undo` in the middle of its writes: so it has to stand a moment later.
          const isDoubtful = others !== null || tasks.stored(uuid) === null;
          if (isDoubtful && !doubted.has(uuid)) still.add(uuid);
          else if (task !== null) {
            tasks.restore(uuid, task, nowSeconds());
            restored.add(uuid);
          }
        }
        for (const uuid of [...restored, ...unsettled, ...still, ...tasks.unknown]) {
          stands.delete(uuid);
        }
        memory.note(stands);
        return {
          restored,
          unsettled,
          size,
          doubted: still,
          watched: {
            own: [...ranges, ...doubtful, ...storedAgain(files, tasks, restored)],
            taken,
          },
        };
      }, options);
    },
    async lookAfterImport(before, sent, watch) {
      const look = (hasStood: boolean) => (files: NamedFiles): KeptImport | null => {
        const since = goneOnFrom(files.undo, before);
        const record = recordOf(files, watch, since);
        const { size, bytes, offset, ranges, gone, taken, places } = record;
        const byTask = entriesOf(places.filter(({ from }) => from >= since), record);
        const tasks = openTasks(files, new Set([...sent.keys(), ...byTask.keys()]), options.typeOf);
        const [restored, clashes] = [new Set<string>(), new Set<string>()];
        const imported: OwnRange[] = [];
        const placeOf = placesInBacklog(files);
        /** What was written of these before says otherwise than the import, and no entry of its tells so. */
        const over: Record<string, number> = {};
        let isDoubtful = false;
        const put = (uuid: string, task: StoredTask | null) => {
          if (task === null || tasks.unknown.has(uuid)) return;
          isDoubtful ||= tasks.stored(uuid) === null && !hasStood;
          tasks.restore(uuid, task, nowSeconds());
          restored.add(uuid);
        };
        for (const [uuid, { base, object }] of sent) {
          const loss = importLoss({
            base: storedOf(base),
            object: storedOf(object),
            entries: byTask.get(uuid) ?? [],
            current: tasks.stored(uuid),
          });
          const added = base === undefined || loss.own?.old !== null ? null : loss.own.new;
          if (added !== null && tasks.join(uuid, added, nowSeconds())) {
            // It had found a file empty that a `task undo` was writing anew: what stands there is later.
            for (const those of [clashes, restored]) those.add(uuid);
            over[uuid] = size;
            continue;
          }
          if (loss.clash) clashes.add(uuid);
          else if (loss.own !== null) {
            imported.push({ ...rangeOf(loss.own, bytes, offset), ...placeOf(loss.own) });
          }
          if (!loss.clash && loss.isUntold) over[uuid] = loss.own?.from ?? size;
          put(uuid, loss.task);
        }
        for (const [uuid, all] of byTask) {
          if (!sent.has(uuid)) put(uuid, bystanderLoss(all, tasks.stored(uuid)));
        }
        if (isDoubtful) return null;
        const stored = storedAgain(files, tasks, restored);
        return {
          restored,
          clashes,
          size,
          unsettled: new Set<string>(),
          watched: {
            own: [...ranges, ...gone, ...imported, ...stored],
            taken: { ...taken, ...over },
          },
        };
      };
      const kept = await holding(look(false), options);
      if (kept !== null) return kept;
      await sleep(options.runtime, settledMs);
      const stood = await holding(look(true), options);
      invariant(stood !== null, "what has stood is not doubted");
      return stood;
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

  function storedOf(object: TaskObject | undefined): StoredTask {
    return object === undefined ? new Map() : storedAs(object, options.typeOf);
  }

  function rangeOf({ from, to }: UndoEntry, bytes: Uint8Array, offset: number): OwnRange {
    return ownRange(
      bytes.subarray(from - offset, to - offset),
      from,
      options.runtime.now().getTime(),
    );
  }
}
