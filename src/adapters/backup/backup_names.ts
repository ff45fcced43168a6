import { files } from "@system/files.ts";
import { ifThere } from "@/ports/missing.ts";
import { join } from "@/ports/paths.ts";

export const suffix = ".tar.gz";
const backupName = /^vikunja-sync.*\.tar\.gz$/;

/** Absolute paths of what is called as backups are, the oldest name first; none where there is no such folder. */
export function backupsIn(folder: string): readonly string[] {
  return (ifThere(() => files.list(folder)) ?? []).filter((name) => backupName.test(name))
    .toSorted().map((name) => join(folder, name));
}
