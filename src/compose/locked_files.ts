import { dirname, resolve } from "node:path";
import { text } from "node:stream/consumers";
import process from "node:process";
import type { Json } from "@/domain/json.ts";
import { SyncError } from "@/domain/errors.ts";
import { changed, valueAt } from "@/compose/json_change.ts";
import { asLockFailure } from "@/compose/lock_failures.ts";
import { runCommandLine } from "@/compose/locked_command.ts";
import { type FileLockOptions, withFileLock } from "@/locks/file_lock.ts";
import { lockedReadJson, lockedUpdateJson } from "@/locks/json_store.ts";
import { lockStatus } from "@/locks/lock_status.ts";
import { type NamedLockOptions, withGitLock } from "@/locks/named_locks.ts";
import { lockPathOf } from "@/locks/target_path.ts";
import type { LockedFiles, LockedFileStatus, LockedRun } from "@/ports/locked_files.ts";

/**
 * @param stateDir where locks are that no working copy has a place for; `null`: the user's own.
 * @param warn hears what a command could not be run for.
 */
export function createLockedFiles(
  stateDir: string | null,
  warn: (line: string) => void,
): LockedFiles {
  return {
    run: (run, signal) =>
      translated(async () => {
        const work = () => runCommandLine(run, signal, warn);
        const options = lockOptionsOf(run, signal);
        if (!run.git) return await withFileLock(lockPathOf(run.file), options, work);
        const { root, isFile } = workingCopyOf(run.file);
        const place = placeOf(root, stateDir);
        return await withGitLock(root, { ...options, ...place }, async () =>
          isFile ? await withFileLock(lockPathOf(run.file), options, work) : await work());
      }),
    status: (file) => statusOf(file),
    get: (file, pointer, { strategy, timeoutMs, warn }, signal) =>
      translated(async () => {
        const document = await lockedReadJson<Json>(file, { strategy, timeoutMs, signal, warn });
        const value = valueAt(document, pointer);
        if (value !== undefined) return value;
        throw new SyncError("NOT_FOUND", `Cannot find ${pointer} in ${file}`);
      }),
    change: (file, change, { strategy, timeoutMs, warn }, signal) =>
      translated(() =>
        lockedUpdateJson<Json>(file, (before) => changed(before, change), {
          ...{ strategy, timeoutMs, signal, warn, default: {} },
        })
      ),
    readText,
  };
}

async function translated<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw asLockFailure(thrown);
  }
}

function lockOptionsOf(run: LockedRun, signal: AbortSignal): FileLockOptions {
  const { strategy, timeoutMs, shared, command, args } = run;
  return { strategy, timeoutMs, shared, signal, holder: [command, ...args].join(" ") };
}

/** A folder is a root itself; of a file it is the nearest folder above with `.git` or `.todo2` in it. */
function workingCopyOf(file: string): { readonly root: string; readonly isFile: boolean } {
  const path = resolve(file);
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
    const lockFile = isLockFile ? resolve(file) : ofFile;
    const { state, holder } = lockStatus(lockFile);
    const shown = holder === null ? null : {
      ...{ pid: holder.pid, host: holder.host, startedAt: holder.startedAt },
      ...{ since: holder.since, command: holder.command },
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

async function readText(file: string): Promise<string> {
  try {
    return file === "-" ? await text(process.stdin) : await Deno.readTextFile(file);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SyncError("USAGE", `Cannot read ${file}: ${reason}`, { cause });
  }
}

function isFolder(path: string): boolean {
  return statOrNull(path)?.isDirectory ?? false;
}

function exists(path: string): boolean {
  return statOrNull(path) !== null;
}

function statOrNull(path: string): Deno.FileInfo | null {
  try {
    return Deno.statSync(path);
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound || thrown instanceof Deno.errors.NotADirectory) {
      return null;
    }
    throw thrown;
  }
}
