import { join } from "node:path";
import { executablesIn } from "@/adapters/taskwarrior/executables.ts";

/** Files of Taskwarrior 2 and 3 that change when a task does. */
const names = [
  ...["pending.data", "completed.data", "undo.data", "backlog.data"],
  ...["taskchampion.sqlite3", "taskchampion.sqlite3-wal"],
];

/** Whether a file of this name holds tasks or a record of them. */
export function isDataFile(name: string): boolean {
  return names.includes(name);
}

/**
 * Changes when the data do. Reading them does not change it: a reader of 3.x makes and removes an empty
 * write-ahead file, which counts as none.
 */
export function dataSignature(folder: string): string {
  return names.map((name) => fileSignature(join(folder, name))).join(" ");
}

/** Changes when the hooks do. */
export function hooksSignature(folder: string): string {
  return executablesIn(folder).map((name) => `${name} ${fileSignature(join(folder, name))}`).join();
}

/** Of one file; `-`: there is none, or an empty one. */
export function fileSignature(path: string): string {
  try {
    const { size, mtime } = Deno.statSync(path);
    return size === 0 ? "-" : `${size}@${mtime?.getTime() ?? 0}`;
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound || thrown instanceof Deno.errors.NotADirectory) {
      return "-";
    }
    throw thrown;
  }
}
