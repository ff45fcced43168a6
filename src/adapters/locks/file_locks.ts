import { files } from "@system/files.ts";
import { dirname } from "@/ports/paths.ts";
import { wholePath } from "@/locks/whole_path.ts";
import { asLockFailure } from "@/adapters/locks/lock_failures.ts";
import type { Json } from "@/domain/json.ts";
import { systemCode } from "@/ports/system_code.ts";
import type { FileFacts } from "@/ports/system.ts";
import { SyncError } from "@/domain/errors.ts";
import { withFileLock } from "@/locks/file_lock.ts";
import { lockedReadJson, lockedUpdateJson } from "@/locks/json_store.ts";
import { lockStatus } from "@/locks/lock_status.ts";
import { type NamedLockOptions, withGitLock } from "@/locks/named_locks.ts";
import { lockPathOf } from "@/locks/target_path.ts";
import type { FileLocks } from "@/ports/file_locks.ts";
import type { LockedFileStatus } from "@/ports/locked_files.ts";

/** @param stateDir where locks are that no working copy has a place for; `null`: the user's own. */
export function createFileLocks(stateDir: string | null): FileLocks {
  return {
    withFile: (file, options, work, signal) =>
      translated(() => withFileLock(lockPathOf(file), { ...options, signal }, work)),
    withGit: (file, options, work, signal) =>
      translated(async () => {
        const { root, isFile } = workingCopyOf(file);
        const own = { ...options, signal };
        return await withGitLock(root, { ...own, ...placeOf(root, stateDir) }, async () =>
          isFile ? await withFileLock(lockPathOf(file), own, work) : await work());
      }),
    status: (file) => statusOf(file),
    readJson: (file, { strategy, timeoutMs, warn }, signal) =>
      translated(() => lockedReadJson<Json>(file, { strategy, timeoutMs, signal, warn })),
    updateJson: (file, update, { strategy, timeoutMs, warn }, signal) =>
      translated(() => {
        const options = { strategy, timeoutMs, signal, warn, default: {} };
        return lockedUpdateJson<Json>(file, update, options);
      }),
  };
}

async function translated<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw asLockFailure(thrown);
  }
}

/** A folder is a root itself; of a file it is the nearest folder above with `.git` or `.todo2` in it. */
function workingCopyOf(file: string): { readonly root: string; readonly isFile: boolean } {
  const path = wholePath(file);
  if (isFolder(path)) return { root: path, isFile: false };
  for (let root = dirname(path);; root = dirname(root)) {
    if (exists(`${root}/.git`) || exists(`${root}/.todo2`)) return { root, isFile: true };
    if (root === dirname(root)) break;
  }
  throw new SyncError("USAGE", `Cannot take the Git lock: ${file} is in no working copy`);
}

function placeOf(root: string, stateDir: string | null): NamedLockOptions {
  if (isFolder(`${root}/.todo2`)) return { layout: "todo2" };
  return stateDir === null ? {} : { stateDir };
}

/** Of the lock of a file; of a lock file, where that itself is named. */
function statusOf(file: string): LockedFileStatus {
  try {
    const ofFile = lockPathOf(file);
    const isLockFile = file.endsWith(".lock") && exists(file) && !exists(ofFile);
    const lockFile = isLockFile ? wholePath(file) : ofFile;
    const { state, holder } = lockStatus(lockFile);
    const shown = holder === null ? null : {
      pid: holder.pid,
      host: holder.host,
      startedAt: holder.startedAt,
      since: holder.since,
      command: holder.command,
    };
    const pid = holder?.pid ?? null;
    return {
      file,
      lockFile,
      held: state !== "free",
      state,
      pid,
      holder: shown,
      recordLocks: false,
    };
  } catch (thrown) {
    throw asLockFailure(thrown);
  }
}

function isFolder(path: string): boolean {
  return factsOrNull(path)?.isFolder ?? false;
}

function exists(path: string): boolean {
  return factsOrNull(path) !== null;
}

function factsOrNull(path: string): FileFacts | null {
  try {
    return files.facts(path);
  } catch (thrown) {
    if (systemCode(thrown) === "ENOTDIR") return null;
    throw thrown;
  }
}
