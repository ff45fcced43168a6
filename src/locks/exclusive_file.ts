import { files } from "@system/files.ts";
import { backgroundInterval } from "@system/background_interval.ts";
import { besideOf } from "./beside.ts";
import { guarded, isStillAt, type TakenLock } from "./flock.ts";
import { refuseLink, refuseSpecial } from "./file_facts.ts";
import { type LockableFile, openLockable } from "./kernel_lock.ts";
import { lockUnavailable } from "./lock_error.ts";
import { ifThere } from "@/ports/missing.ts";
import { systemCode } from "@/ports/system_code.ts";
import {
  isWaitedFor,
  type LockHolder,
  parseHolder,
  refuseOther,
  showWaiting,
  thisHolder,
  writeHolder,
} from "./lock_holder.ts";
import { openToGuarded } from "./guarded_access.ts";
import { withFolder } from "./parent_folder.ts";
import { isStale, mayBeStale } from "./staleness.ts";

interface ExclusiveFileOptions {
  readonly staleMs: number;
  readonly command?: string | undefined;
}

/**
 * One try at a lock that consists in the file being there, as other programs know it; `null`: somebody
 * has it.
 *
 * Invariants: the file appears whole, named and with the kernel's lock on it (made under another name and
 * linked, which fails where there is one, as `O_EXCL` does). One that is there is only taken over under
 * the kernel's lock, in place, and judged again under it: of many breakers one gets that far, and what is
 * fresh by then stays. So it also excludes those who only use the kernel's lock.
 * @throws {LockError} `LOCK_UNAVAILABLE`.
 */
export function tryExclusiveFile(path: string, options: ExclusiveFileOptions): TakenLock | null {
  try {
    return files.linkFacts(path) === null ? tryCreate(path, options) : tryTakeOver(path, options);
  } catch (thrown) {
    throw lockUnavailable(path, thrown);
  }
}

function tryCreate(path: string, options: ExclusiveFileOptions): TakenLock | null {
  const unnamed = besideOf(path, "new");
  const file = withFolder(path, () => openLockable(unnamed, "create-new"));
  try {
    openToGuarded(unnamed, path);
    const lock = tryKeep(path, file, options, () => link(unnamed, path, file));
    return lock === "no links here" ? tryCreateInPlace(path, options) : lock;
  } finally {
    ifThere(() => files.remove(unnamed));
  }
}

/** Where files cannot be linked; a holder killed between two calls leaves a nameless file here. */
function tryCreateInPlace(path: string, options: ExclusiveFileOptions): TakenLock | null {
  try {
    const file = openLockable(path, "create-new");
    return tryKeep(path, file, options, () => true) as TakenLock | null;
  } catch (thrown) {
    if (systemCode(thrown) === "EEXIST") return null;
    throw thrown;
  }
}

/** Closes the file where it does not become the lock. */
function tryKeep<Other>(
  path: string,
  file: LockableFile,
  { staleMs, command }: ExclusiveFileOptions,
  publish: () => boolean | Other,
): TakenLock | null | Other {
  return guarded(file, () => {
    if (file.tryLock("exclusive")) {
      writeHolder(file, thisHolder(command));
      const published = publish();
      if (published === true) return taken(path, file, { abandonedBy: null, staleMs });
      file.close();
      return published === false ? null : published;
    }
    file.close();
    return null;
  });
}

function link(unnamed: string, path: string, file: LockableFile): boolean | "no links here" {
  try {
    files.link(unnamed, path);
    return true;
  } catch (thrown) {
    // Over the network an answer can be lost after the link was made.
    if (isStillAt(path, file)) return true;
    switch (systemCode(thrown)) {
      case "EEXIST":
      case "ENOENT":
        return false;
      case "EPERM":
      case "ENOSYS":
      case "ENOTSUP":
      case "EOPNOTSUPP":
        return "no links here";
      default:
        throw thrown;
    }
  }
}

function tryTakeOver(path: string, { staleMs, command }: ExclusiveFileOptions): TakenLock | null {
  const found = look(path);
  if (found === null || !mayBeStale(found, staleMs)) return null;
  refuseOther(path, found.text);
  const file = open(path);
  if (file === null) return null;
  return guarded(file, () => {
    if (!file.tryLock("exclusive")) {
      showWaiting(file);
      file.close();
      return null;
    }
    const now = look(path);
    if (now === null || !isStillAt(path, file) || !isStale(path, now, staleMs)) {
      file.unlock();
      file.close();
      return null;
    }
    refuseOther(path, now.text);
    writeHolder(file, thisHolder(command));
    return taken(path, file, { abandonedBy: parseHolder(now.text), staleMs });
  });
}

/** `null`: it is gone. */
function look(path: string): { readonly text: string; readonly modifiedAtMs: number } | null {
  const found = files.linkFacts(path);
  if (found !== null) refuseSpecial(path, found);
  refuseLink(path);
  if (found === null) return null;
  return ifThere(() => ({ text: files.readText(path), modifiedAtMs: found.modifiedMs }));
}

function open(path: string): LockableFile | null {
  return ifThere(() => openLockable(path, "open"));
}

interface Taking {
  readonly abandonedBy: LockHolder | null;
  readonly staleMs: number;
}

function taken(path: string, file: LockableFile, taking: Taking): TakenLock {
  // Machines that do not see each other's kernel locks go by the age of the file.
  const everyMs = Math.max(taking.staleMs / 4, 1);
  const touching = backgroundInterval(() => touch(path, file), everyMs);
  return {
    abandonedBy: taking.abandonedBy,
    release() {
      touching[Symbol.dispose]();
      try {
        const hasWaiters = isWaitedFor(file);
        if (isStillAt(path, file)) files.remove(path);
        file.unlock();
        return hasWaiters;
      } finally {
        file.close();
      }
    },
  };
}

function touch(path: string, file: LockableFile): void {
  if (!isStillAt(path, file)) return;
  files.changeTimes(path, new Date());
}
