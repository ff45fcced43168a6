import { files } from "@system/files.ts";
import { thisProcess } from "@system/this_process.ts";
import { backup, DatabaseSync } from "node:sqlite";
import { openLog } from "@/adapters/sqlite/log.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import type { Log } from "@/ports/log.ts";
import { SyncError } from "@/domain/errors.ts";
import { fileLock } from "@/locks/file_lock.ts";
import { LockError } from "@/locks/lock_error.ts";
import { taskNumbers } from "@/adapters/taskwarrior/task_numbers.ts";
import { logProjections } from "@/projections/log_projections.ts";

interface OpenLogOptions {
  readonly stateDir: string;
  readonly lockTimeoutMs: number;
  readonly command: string;
}

interface OwnedLog extends AsyncDisposable {
  readonly log: Log;
}

/**
 * The log, owned by this process until it is disposed.
 * @throws {SyncError} `LOCKED` (retryable): another process has it; what {@link openLog} throws.
 */
export async function ownLog(options: OpenLogOptions, signal: AbortSignal): Promise<OwnedLog> {
  const lock = await takeLock(options, signal);
  try {
    const log = openLog({
      path: logPath(options.stateDir),
      projections: logProjections,
      uuidOf: taskNumbers,
      runtime: systemRuntime,
      isOwner: true,
    });
    return {
      log,
      async [Symbol.asyncDispose]() {
        log.close();
        await lock[Symbol.asyncDispose]();
      },
    };
  } catch (thrown) {
    await lock[Symbol.asyncDispose]();
    throw thrown;
  }
}

async function takeLock({ stateDir, lockTimeoutMs, command }: OpenLogOptions, signal: AbortSignal) {
  try {
    files.makeFolder(stateDir, 0o700);
  } catch {
    // What is wrong with the folder, the lock says in words.
  }
  try {
    return await fileLock(`${stateDir}/direct.lock`, {
      timeoutMs: lockTimeoutMs,
      signal,
      holder: command,
    });
  } catch (thrown) {
    if (!(thrown instanceof LockError)) throw thrown;
    if (thrown.code !== "LOCK_TIMEOUT") {
      throw new SyncError("CONFIG", `Cannot use the state folder ${stateDir}: ${thrown.message}`, {
        cause: thrown,
        hint: "Check its permissions, or name another one with VIKUNJA_SYNC_STATE_DIR.",
      });
    }
    const holder = thrown.holder === null ? "another process" : describeHolder(thrown.holder);
    throw new SyncError("LOCKED", `Cannot take the log: ${holder} has it`, {
      cause: thrown,
      retryable: true,
      hint: thrown.holder?.command === "serve"
        ? "A daemon does not end by itself: let it do the work, or stop it: " +
          "`systemctl --user stop vikunja-sync.socket vikunja-sync.service`, or " +
          `\`kill ${thrown.holder.pid}\`.`
        : "Try again when it has finished; it is let go of by itself, also after a crash.",
    });
  }
}

function describeHolder(holder: { readonly pid: number; readonly command?: string }): string {
  return `process ${holder.pid}${holder.command === undefined ? "" : ` (${holder.command})`}`;
}

export function logPath(stateDir: string): string {
  return `${stateDir}/log.db`;
}

/**
 * The log as it is now, to look at and to try things on: a copy, whose name is taken away as soon as it is open, so
 * that it goes with this process, however that ends.
 * @throws {SyncError} `CONFIG`: there is no place for it.
 */
export async function copyLog(stateDir: string): Promise<OwnedLog> {
  const folder = planFolder(stateDir);
  const path = `${folder}/log.db`;
  const remove = () => files.removeTree(folder);
  const isKept = thisProcess.os === "windows";
  try {
    if (exists(logPath(stateDir))) await copyDatabase(logPath(stateDir), path);
    const shownAs = logPath(stateDir);
    const log = openLog({
      path,
      shownAs,
      projections: logProjections,
      runtime: systemRuntime,
      isOwner: true,
      uuidOf: taskNumbers,
    });
    if (!isKept) remove();
    return {
      log,
      [Symbol.asyncDispose]() {
        log.close();
        if (isKept) remove();
        return Promise.resolve();
      },
    };
  } catch (thrown) {
    try {
      remove();
    } catch {
      // It is gone already, or what was thrown says why nothing can be written there.
    }
    throw thrown;
  }
}

/** Where temporary files go; beside the log where nothing can be written there. */
function planFolder(stateDir: string): string {
  const prefix = "vikunja-sync-plan-";
  const places = [undefined, stateDir];
  const causes: unknown[] = [];
  for (const place of places) {
    try {
      return files.makeTempFolder(prefix, place);
    } catch (cause) {
      causes.push(cause);
    }
  }
  const [why] = causes.map((cause) => cause instanceof Error ? cause.message : String(cause));
  throw new SyncError("CONFIG", `Cannot make a plan: no place for a copy of the log (${why})`, {
    cause: causes[0],
    hint: "Name a folder that can be written to with TMPDIR, or run `sync` without --dry-run.",
  });
}

/** Not by `VACUUM INTO`: that attaches a database, which Deno refuses without all permissions. */
async function copyDatabase(from: string, to: string): Promise<void> {
  const db = new DatabaseSync(from, { readOnly: true });
  try {
    await backup(db, to);
  } catch (cause) {
    throw new SyncError("LOG_DAMAGED", `Cannot read the log ${from}: ${String(cause)}`, { cause });
  } finally {
    db.close();
  }
}

export function exists(path: string): boolean {
  return files.facts(path) !== null;
}
