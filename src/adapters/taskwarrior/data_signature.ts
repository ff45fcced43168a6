import { join } from "@/ports/paths.ts";
import type { TaskFiles } from "@/adapters/taskwarrior/task_files.ts";

/** Files of Taskwarrior 2 and 3 that change when a task does. */
const names = [
  "pending.data",
  "completed.data",
  "undo.data",
  "backlog.data",
  "taskchampion.sqlite3",
  "taskchampion.sqlite3-wal",
];

/** Whether a file of this name holds tasks or a record of them. */
export function isDataFile(name: string): boolean {
  return names.includes(name);
}

/**
 * Changes when the data do. Reading them does not change it: a reader of 3.x makes and removes an empty
 * write-ahead file, which counts as none.
 */
export function dataSignature(files: Pick<TaskFiles, "stat">, folder: string): string {
  return names.map((name) => fileSignature(files, join(folder, name))).join(" ");
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
