import { factsAt, refuseSpecial } from "./file_facts.ts";
import { type LockableFile, type LockMode, openLockable } from "./kernel_lock.ts";
import { lockUnavailable } from "./lock_error.ts";
import {
  freeMark,
  isWaitedFor,
  type LockHolder,
  parseHolder,
  readLine,
  refuseOther,
  showWaiting,
  thisHolder,
  writeFree,
  writeHolder,
} from "./lock_holder.ts";
import { openToGuarded } from "./guarded_access.ts";
import { withFolder } from "./parent_folder.ts";

/** A lock on a file, held by this process. */
export interface TakenLock {
  /** Who died with it; `null`: it had been let go of. */
  readonly abandonedBy: LockHolder | null;
  /** To be called once. Whether others were seen waiting. */
  release(): boolean;
}

/**
 * One try at the kernel's lock on the file, which is made with its folders and never deleted: another
 * process may have it open, and would then hold a lock on a file that nobody finds any more.
 * `null`: somebody has it.
 * @throws {LockError} `LOCK_UNAVAILABLE`.
 */
export function tryFlock(path: string, mode: LockMode, command?: string): TakenLock | null {
  try {
    const file = takeFile(path, mode);
    return file === null ? null : guarded(file, () => taken(file, mode, command));
  } catch (thrown) {
    throw lockUnavailable(path, thrown);
  }
}

/** A file that was deleted or replaced between opening and locking guards nothing. */
export function isStillAt(path: string, file: LockableFile): boolean {
  const there = factsAt(path, "link itself");
  const ours = file.facts();
  refuseSpecial(path, ours);
  return there !== null && there.ino === ours.ino && there.dev === ours.dev;
}

/** Closes the file where the work on it fails. */
export function guarded<T>(file: LockableFile, work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    file.close();
    throw thrown;
  }
}

function takeFile(path: string, mode: LockMode): LockableFile | null {
  for (;;) {
    const file = withFolder(path, () => openLockable(path, "open-or-create"));
    const isOurs = guarded(file, () => {
      if (file.tryLock(mode)) {
        if (!isStillAt(path, file)) return null;
        if (file.facts().size === 0) openToGuarded(path, path);
        else refuseOther(path, readLine(file));
        return true;
      }
      showWaiting(file);
      return false;
    });
    if (isOurs === true) return file;
    file.close();
    if (isOurs === false) return null;
  }
}

function taken(file: LockableFile, mode: LockMode, command: string | undefined): TakenLock {
  const before = readLine(file);
  writeHolder(file, thisHolder(command));
  return {
    // Of a lock that is shared, the line may be that of another who has it too.
    abandonedBy: mode === "shared" || before.startsWith(freeMark) ? null : parseHolder(before),
    /**
     * Marked free before it is free, so that a name in a free lock always means a holder that died.
     * Unlocked, not only closed: a child being started holds a copy of the open file for an instant.
     */
    release() {
      try {
        const hasWaiters = isWaitedFor(file);
        // Of those who share it, the last one; asking takes the lock from this one either way.
        if (mode === "exclusive" || file.tryLock("exclusive")) writeFree(file);
        file.unlock();
        return hasWaiters;
      } finally {
        file.close();
      }
    },
  };
}
