import { join } from "@/ports/paths.ts";
import type { TaskFiles } from "@/adapters/taskwarrior/stored/task_files.ts";

/** Files of Taskwarrior 2 and 3 that change when a task does. */
export const dataNames: readonly string[] = [
  "pending.data",
  "completed.data",
  "undo.data",
  "backlog.data",
  "taskchampion.sqlite3",
  "taskchampion.sqlite3-wal",
];

/** Whether a file of this name holds tasks or a record of them. */
export function isDataFile(name: string): boolean {
  return dataNames.includes(name);
}

/**
 * Of one data file: changes when it does. Reading does not change it: a reader of 3.x makes and removes an empty
 * write-ahead file, which counts as none.
 */
export function dataFileSignature(
  files: Pick<TaskFiles, "stat">,
  folder: string,
  name: string,
): string {
  return fileSignature(files, join(folder, name));
}

/** A command writes several files, within such a time on a disk that is not slow. */
const betweenFilesMs = 50;

/**
 * How long a command that has just written that file may be in the middle of its writes. Recorded: 2.6 writes
 * `backlog.data` last; 3 takes its write-ahead file away when it ends, if nobody else has the database open.
 */
export function settlesInMs(
  files: Pick<TaskFiles, "stat">,
  folder: string,
  name: string,
): number {
  const isLast = name === "backlog.data" ||
    name.endsWith("-wal") && files.stat(join(folder, name)) === null;
  return isLast ? 0 : betweenFilesMs;
}

/** Changes when the hooks do. */
export function hooksSignature(
  files: Pick<TaskFiles, "stat" | "executablesIn">,
  folder: string,
): string {
  const hooks = files.executablesIn(folder);
  return hooks.map((name) => `${name} ${fileSignature(files, join(folder, name))}`).join();
}

/** Of one file; `-`: there is none, or an empty one. */
function fileSignature(files: Pick<TaskFiles, "stat">, path: string): string {
  const stat = files.stat(path);
  return stat === null || stat.size === 0 ? "-" : `${stat.size}@${stat.modifiedMs}`;
}
