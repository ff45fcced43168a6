import { type Files2Options, holding, store } from "@/adapters/taskwarrior/v2/files_2.ts";
import { type NamedFiles, openTasks } from "@/adapters/taskwarrior/v2/open_tasks.ts";
import type { StoredTask } from "@/adapters/taskwarrior/stored/stored_line.ts";
import { isTakenBack } from "@/adapters/taskwarrior/v2/taken_back.ts";
import { undoEntriesIn, type UndoEntry } from "@/adapters/taskwarrior/stored/undo_entries.ts";
import { sleep } from "@/ports/waits.ts";

/** Far enough back for what was changed lately. */
const tailBytes = 512 * 1024;
/** More of them would be a mass deletion, which somebody is asked about. */
const most = 100;
/** A command writes its files one after the other, within milliseconds. */
const settledMs = 500;

/**
 * Writes tasks again that are in no file of 2.6's though `undo.data` tells of no deletion: a command that had read the
 * files before they were made wrote all of them after it, and our look at it ended with its process. Nothing else leaves
 * such a state: only what is deleted can be purged, and `task undo` takes the record away with the task. Not where all
 * tasks are gone: then the files were put aside. Those that were written.
 */
export async function bringBackDestroyed(
  uuids: readonly string[],
  options: Files2Options,
): Promise<ReadonlySet<string>> {
  if (uuids.length > most) return new Set();
  const found = await holding((files) => destroyedIn(files, uuids, options), options);
  if (found.size === 0) return new Set();
  await sleep(options.runtime, settledMs);
  return await holding((files) => {
    const still = destroyedIn(files, [...found.keys()], options);
    const tasks = openTasks(files, new Set(still.keys()), options.typeOf);
    const nowSeconds = Math.floor(options.runtime.now().getTime() / 1000);
    for (const [uuid, task] of still) tasks.restore(uuid, task, nowSeconds);
    store(files, tasks, options);
    return new Set(still.keys());
  }, options);
}

/** As they were recorded last. */
function destroyedIn(
  files: NamedFiles,
  uuids: readonly string[],
  { typeOf }: Files2Options,
): ReadonlyMap<string, StoredTask> {
  if (files.pending.size() + files.completed.size() === 0) return new Map();
  const tasks = openTasks(files, new Set(uuids), typeOf);
  const absent = uuids.filter((uuid) => tasks.stored(uuid) === null && !tasks.unknown.has(uuid));
  if (absent.length === 0) return new Map();
  const entries = recordedOf(files, new Set(absent));
  return new Map(
    absent.flatMap((uuid): [string, StoredTask][] => {
      const own = entries.get(uuid) ?? [];
      const last = own.at(-1)?.new;
      const isDestroyed = last !== undefined && last.get("status") !== "deleted" &&
        !isTakenBack(files.backlog, uuid, own, own);
      return isDestroyed ? [[uuid, last]] : [];
    }),
  );
}

function recordedOf(
  { undo }: NamedFiles,
  uuids: ReadonlySet<string>,
): ReadonlyMap<string, readonly UndoEntry[]> {
  const from = Math.max(0, undo.size() - tailBytes);
  const all = undoEntriesIn(undo.read(from, undo.size()), from);
  return Map.groupBy(all.filter(({ uuid }) => uuids.has(uuid)), ({ uuid }) => uuid);
}
