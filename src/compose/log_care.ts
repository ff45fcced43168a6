import { backupFiles } from "@/adapters/backup/backup_files.ts";
import { lockLog } from "@/adapters/locks/log_lock.ts";
import { createLogCopies } from "@/adapters/sqlite/log_copies.ts";
import { logPath } from "@/adapters/sqlite/log_places.ts";
import { createLogCare } from "@/app/backup/log_care.ts";
import { how } from "@/compose/log_options.ts";
import type { Config } from "@/config/config.ts";
import type { LogCare } from "@/ports/log_care.ts";

export function composeLogCare(config: Config): LogCare {
  const { stateDir, lockTimeoutMs: timeoutMs, store } = config;
  return createLogCare({
    path: logPath(stateDir),
    database: store?.shownAs ?? null,
    log: createLogCopies(stateDir, how),
    store: backupFiles,
    lockLog: (signal) => lockLog({ stateDir, timeoutMs, command: "log compact" }, signal),
    async move(to, signal) {
      const { moveStoreLog } = await import("@/compose/store.ts");
      return await moveStoreLog(config, to, signal);
    },
  });
}
