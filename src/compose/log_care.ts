import { backupFiles } from "@/adapters/backup/backup_files.ts";
import { lockLog } from "@/adapters/locks/log_lock.ts";
import { createLogCopies } from "@/adapters/sqlite/log_copies.ts";
import { logPath } from "@/adapters/sqlite/log_places.ts";
import { createLogCare } from "@/app/backup/log_care.ts";
import { how } from "@/compose/logs.ts";
import type { Config } from "@/config/config.ts";
import type { LogCare } from "@/ports/log_care.ts";

export function composeLogCare({ stateDir, lockTimeoutMs: timeoutMs }: Config): LogCare {
  return createLogCare({
    path: logPath(stateDir),
    log: createLogCopies(stateDir, how),
    store: backupFiles,
    lockLog: (signal) => lockLog({ stateDir, timeoutMs, command: "log compact" }, signal),
  });
}
