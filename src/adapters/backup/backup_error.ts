import { SyncError } from "@/domain/errors.ts";
import { systemCode } from "@/ports/system_code.ts";

const full: readonly (string | null)[] = ["ENOSPC", "EDQUOT", "EFBIG"];

/** What the system says of files of backups, as the project's error. `doing`: `write the backup to …`. */
export function fileError(thrown: unknown, doing: string): SyncError {
  if (thrown instanceof SyncError) return thrown;
  const why = thrown instanceof Error ? thrown.message : String(thrown);
  const code = systemCode(thrown);
  if (full.includes(code)) {
    return new SyncError("DISK_FULL", `Cannot ${doing}: ${why}`, {
      cause: thrown,
      hint:
        "What was begun was taken away again. Make room on that disk, or name another with --to.",
    });
  }
  if (code === "ENOENT") return new SyncError("NOT_FOUND", `Cannot ${doing}: it is not there`);
  return new SyncError("CONFIG", `Cannot ${doing}: ${why}`, {
    cause: thrown,
    hint: "Look at who owns that folder, or name another one.",
  });
}

export function damagedBackup(path: string, why: string, cause?: unknown): SyncError {
  return new SyncError("BACKUP_DAMAGED", `Cannot use the backup ${path}: ${why}`, {
    cause,
    hint: "Nothing was changed. `vikunja-sync backup list` shows the others.",
  });
}
