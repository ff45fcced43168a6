import { backup, DatabaseSync } from "node:sqlite";
import { type Log, openLog } from "@/adapters/sqlite/log.ts";
import { SyncError } from "@/domain/errors.ts";
import { fileLock } from "@/locks/file_lock.ts";
import { LockError } from "@/locks/lock_error.ts";
import { logProjections } from "@/projections/log_projections.ts";

export interface OpenLogOptions {
  readonly stateDir: string;
  readonly lockTimeoutMs: number;
  readonly command: string;
  readonly now: () => Date;
}

export interface OwnedLog extends AsyncDisposable {
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
      now: options.now,
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
    Deno.mkdirSync(stateDir, { recursive: true, mode: 0o700 });
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

/** The log as it is now, to look at and to try things on: a copy that goes with its folder. */
export async function copyLog(stateDir: string, now: () => Date): Promise<OwnedLog> {
  const folder = await Deno.makeTempDir({ prefix: "vikunja-sync-plan-" });
  const path = `${folder}/log.db`;
  try {
    if (await exists(logPath(stateDir))) await copyDatabase(logPath(stateDir), path);
    const shownAs = logPath(stateDir);
    const log = openLog({ path, shownAs, projections: logProjections, now, isOwner: true });
    return {
      log,
      async [Symbol.asyncDispose]() {
        log.close();
        await Deno.remove(folder, { recursive: true });
      },
    };
  } catch (thrown) {
    await Deno.remove(folder, { recursive: true });
    throw thrown;
  }
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

export async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound) return false;
    throw thrown;
  }
}
