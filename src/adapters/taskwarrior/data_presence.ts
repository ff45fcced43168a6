import type { Position } from "@/adapters/taskwarrior/common/cursor.ts";
import type { TaskwarriorPorts } from "@/adapters/taskwarrior/ports.ts";
import { SyncError } from "@/domain/errors.ts";
import { join } from "@/ports/paths.ts";

interface DataPlace {
  readonly line: "2" | "3";
  readonly dataFolder: string;
}

/**
 * Whether Taskwarrior's data are in their folder: none are in one that is new, or where a disk is to be mounted.
 * @throws {SyncError} `CONFIG`, retryable: there is no folder.
 */
export function hasData(
  { files, database }: Pick<TaskwarriorPorts, "files" | "database">,
  { line, dataFolder: folder }: DataPlace,
): boolean {
  if (files.stat(folder) === null) throw folderGone(folder);
  switch (line) {
    case "2":
      return ["pending.data", "completed.data"].some((name) =>
        files.stat(join(folder, name)) !== null
      );
    case "3":
      return database(folder).identity() !== null;
  }
}

/** Whether data were read up to there, and not only a folder without any. */
export function knowsData({ line, mark }: Position): boolean {
  const { inode = null, pending = null, completed = null } = mark as unknown as Marks;
  switch (line) {
    case "2":
      return pending !== null || completed !== null;
    case "3":
      return inode !== null;
  }
}

/** As far as they tell whether something was there. */
interface Marks {
  readonly inode?: number | null;
  readonly pending?: object | null;
  readonly completed?: object | null;
}

/** Their folder is there and holds none, though they were read before. */
export function dataGone(folder: string): SyncError {
  return new SyncError("CONFIG", `Cannot use Taskwarrior's data: they are gone from ${folder}`, {
    retryable: true,
    hint: "See that its disk is mounted, and that this is the right TASKDATA folder.",
  });
}

export function folderGone(folder: string, cause?: unknown): SyncError {
  return new SyncError("CONFIG", `Cannot sync: Taskwarrior's data folder ${folder} is not there`, {
    retryable: true,
    ...(cause === undefined ? {} : { cause }),
    hint: "Check TASKDATA and data.location; for a new list run `task` once in a terminal.",
  });
}
