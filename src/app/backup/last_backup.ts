import { ofProfile, type Profile } from "@/domain/profile.ts";
import { basename } from "@/ports/paths.ts";

/** Of whom a backup is: several machines and profiles may have theirs in one folder. */
interface BackedUp {
  readonly profile: Profile;
  readonly host: string;
}

function prefixOf({ profile, host }: BackedUp): string {
  const inNames = host.replaceAll(/[^A-Za-z0-9.-]/g, "_");
  return `${ofProfile("vikunja-sync", profile)}-${inNames}-`;
}

/** In the order of time; `madeAt`: ISO instant. */
export function backupName(of: BackedUp, madeAt: string): string {
  return prefixOf(of) + madeAt.replace(/\.\d+Z$/, "Z").replaceAll(":", "");
}

/** ISO instant at which the newest of its backups was made, by their names; `null`: there is none. */
export function lastBackupAt(of: BackedUp, paths: readonly string[]): string | null {
  const prefix = prefixOf(of);
  const made = paths.map(basename).filter((name) => name.startsWith(prefix)).flatMap((name) => {
    const stamp = /^(\d{4}-\d\d-\d\dT\d\d)(\d\d)(\d\d)Z(\.\d+)?\.tar\.gz$/;
    const parts = stamp.exec(name.slice(prefix.length));
    return parts === null ? [] : [`${parts[1]}:${parts[2]}:${parts[3]}.000Z`];
  });
  return made.toSorted().at(-1) ?? null;
}
