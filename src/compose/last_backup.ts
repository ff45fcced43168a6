import { hostName } from "@system/host_name.ts";
import { backupsIn } from "@/adapters/backup/backup_names.ts";
import { lastBackupAt } from "@/app/backup/last_backup.ts";
import type { Config } from "@/config/config.ts";

/** ISO instant of the newest backup of this profile on this machine, by its name; `null`: there is none. */
export function lastBackupOf({ profile, backup }: Pick<Config, "profile" | "backup">) {
  return lastBackupAt({ profile, host: hostName() }, backupsIn(backup.folder));
}
