import { files } from "@system/files.ts";
import { factsAt } from "./file_facts.ts";
import { systemCode } from "@/ports/system_code.ts";

const readAndWrite = 0o666;

/**
 * Lets those use a new lock file who may use the file that it guards, `FILE` of `FILE.lock`: two people share both
 * or neither. Without such a file it stays its maker's alone.
 */
export function openToGuarded(made: string, lockPath: string): void {
  const file = lockPath.endsWith(".lock") ? factsAt(lockPath.slice(0, -5), "follow") : null;
  const lock = file === null ? null : factsAt(made, "link itself");
  if (file === null || lock === null) return;
  const mode = file.mode & readAndWrite;
  if (file.gid !== lock.gid || file.uid !== lock.uid) giveTo(made, file.uid, file.gid);
  if ((lock.mode & 0o777) !== mode) files.changeMode(made, mode | 0o600);
}

/** As far as the system lets us: who is in the group may give it to the group. */
function giveTo(path: string, uid: number, gid: number): void {
  for (const owner of [uid, -1]) {
    try {
      return files.changeOwner(path, owner, gid);
    } catch (thrown) {
      if (systemCode(thrown) !== "EPERM") throw thrown;
    }
  }
}
