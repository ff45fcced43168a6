import { SyncError } from "@/domain/errors.ts";
import { isLasting } from "@/ports/sqlite_fault.ts";
import { unwritableHint } from "@/adapters/taskwarrior/program/unwritable.ts";

export function unwritable(path: string, cause: Error): SyncError {
  const retryable = !isLasting(cause);
  return new SyncError(
    "TASK_FAILED",
    `Cannot write tasks: Taskwarrior's database cannot be written (${path}: ${cause.message})`,
    {
      retryable,
      cause,
      hint: retryable
        ? unwritableHint
        : "See whether `task export` still reads it; if not, bring the file back from a backup.",
    },
  );
}

export function unreadable(path: string, cause: Error): SyncError {
  const retryable = !isLasting(cause);
  const because = cause.message.includes(path) ? cause.message : `${path}: ${cause.message}`;
  return new SyncError(
    "TASK_FAILED",
    `Cannot read tasks: Taskwarrior's database cannot be opened or read (${because})`,
    {
      retryable,
      cause,
      hint: retryable
        ? "Check the permissions of the file and its folder, and that the disk is neither full nor " +
          "mounted read-only: SQLite needs to write beside the file even to read it."
        : "See whether `task export` still reads it; if not, bring the file back from a backup.",
    },
  );
}
