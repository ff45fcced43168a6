import type { Exported } from "@/adapters/taskwarrior/program/export.ts";
import type { StoredTask } from "@/adapters/taskwarrior/v3/operations_3.ts";
import { exportedOf, type Kinds } from "@/adapters/taskwarrior/stored/stored_property.ts";
import type { TaskDatabase } from "@/adapters/taskwarrior/v3/task_database.ts";
import type { TaskObject } from "@/adapters/taskwarrior/stored/task_object.ts";

type ExportOf = (uuids: ReadonlySet<string>) => Promise<Exported>;

/**
 * Some tasks of Taskwarrior 3 as an export shows them, read where they are stored. Taskwarrior itself is asked for
 * those that it may show in another way, or refuse, and where the database is not known well enough.
 */
export function readStored(database: TaskDatabase, kinds: Kinds, exportOf: ExportOf): ExportOf {
  return async (uuids) => {
    const rows = uuids.size === 0 ? new Map() : rowsOf(database, uuids);
    if (rows === null) return await exportOf(uuids);
    const tasks = new Map<string, TaskObject>();
    const odd = new Set<string>();
    for (const [uuid, stored] of rows) {
      if (isOdd(stored, kinds)) odd.add(uuid);
      else tasks.set(uuid, exportedOf(uuid, stored, kinds));
    }
    return odd.size === 0 ? tasks : new Map([...tasks, ...await exportOf(odd)]);
  };
}

/** `null`: it is not known how they are stored. */
function rowsOf(
  database: TaskDatabase,
  uuids: ReadonlySet<string>,
): ReadonlyMap<string, StoredTask> | null {
  if (database.identity() === null) return null;
  return database.read((stored) => {
    if (stored.strangeBecause() !== null) return null;
    return new Map(
      [...uuids].flatMap((uuid) => {
        const task = stored.task(uuid);
        return task === undefined ? [] : [[uuid, task] as const];
      }),
    );
  });
}

/** Tasks as they are stored, where no `task` is there to ask; `uuids`: `null`: all. One that says nothing yet is not there. */
export function readAllStored(
  database: TaskDatabase,
  kinds: Kinds,
  uuids: ReadonlySet<string> | null,
): Exported {
  return database.read((stored) => {
    const tasks = new Map<string, TaskObject>();
    for (const uuid of uuids ?? stored.uuids()) {
      const task = stored.task(uuid);
      if (task !== undefined && task.size > 0) tasks.set(uuid, exportedOf(uuid, task, kinds));
    }
    return tasks;
  });
}

/** An export refuses dates beyond these (recorded: 1980 to 9998), and fills in what a task must have. */
const earliest = 315_532_800;
const latest = 253_370_764_800;

function isOdd(stored: StoredTask, { isDate, isNumber }: Kinds): boolean {
  if (!stored.has("status") || !stored.has("entry")) return true;
  return [...stored].some(([name, value]) => {
    const [, entry] = /^annotation_(.*)$/s.exec(name) ?? [];
    if (entry !== undefined) return !isPlainDate(entry);
    if (value === "") return false;
    return isDate(name) && !isPlainDate(value) || isNumber(name) && !/^-?\d+(\.\d+)?$/.test(value);
  });
}

function isPlainDate(epoch: string): boolean {
  return /^\d{9,12}$/.test(epoch) && Number(epoch) >= earliest && Number(epoch) < latest;
}
