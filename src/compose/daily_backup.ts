import { backUp } from "@/adapters/backup/backup_process.ts";
import type { DailyBackup } from "@/app/serve/daily_backup.ts";
import { lastBackupOf } from "@/compose/last_backup.ts";
import { wordsOf } from "@/adapters/system/own_words.ts";
import { backupEnvironment, listBackupEnvironment } from "@/config/backup_environment.ts";
import type { Config } from "@/config/config.ts";

/** It reads the copy of the log that is here, as this process keeps it. */
export function dailyBackup(
  config: Config,
  tasks: Readonly<Record<string, string>>,
  isAmongLists: boolean,
): DailyBackup {
  const environment = isAmongLists ? listBackupEnvironment : backupEnvironment;
  return {
    lastAt: () => lastBackupOf(config),
    make: async (signal) =>
      await backUp({ words: wordsOf("backup", tasks), env: await environment(config) }, signal),
  };
}
