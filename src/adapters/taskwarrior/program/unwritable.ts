import type { TaskRun } from "@/adapters/taskwarrior/program/program.ts";

/** EPERM, EIO, EACCES, ENOSPC, EROFS, EDQUOT, as 2.6 says them: `access error 30: Read-only …`. */
const numbered = /\b\w+ error (1|5|13|28|30|122): /;
/** The same of SQLite, as 3 says them; 2.6 has words of its own for a file it may not open. */
const worded = new RegExp(
  [
    "Insufficient permissions for '",
    "Read-only file system",
    "No space left on device",
    "Disk quota exceeded",
    "Input/output error",
    "attempt to write a readonly database",
    "unable to open database file",
    "rc\\.data\\.location does not exist",
    "database or disk is full",
    "disk I/O error",
  ].join("|"),
  "i",
);

/**
 * The line in which a failed run of `task` says that its data folder cannot be used for now: a full
 * or read-only disk, or files of somebody else; `null`: it does not. No task is to blame, and a person
 * mends it elsewhere. A bare «Permission denied» is not taken for it: hooks of the user's say that of
 * their own files. Nor is anything on stdout, where an import names the titles of tasks.
 */
export function unwritableBecause(run: TaskRun): string | null {
  const lines = run.stderr.split("\n").map((line) => line.trim());
  return lines.find((line) => numbered.test(line) || worded.test(line)) ?? null;
}

export const unwritableHint =
  "Look at the folder that TASKDATA or data.location names: the disk may be full or mounted " +
  "read-only, or its files may belong to somebody else. It is tried again by the next sync.";
