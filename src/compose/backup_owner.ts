import { hostName } from "@system/host_name.ts";
import type { Config } from "@/config/config.ts";

/** Whose backups the daemon, `status` and `doctor` look at. */
export function backupOwner({ profile }: Pick<Config, "profile">) {
  return { profile, host: hostName() };
}
