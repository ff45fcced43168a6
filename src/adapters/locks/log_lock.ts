import { files } from "@system/files.ts";
import { SyncError } from "@/domain/errors.ts";
import { fileLock, tryFileLock } from "@/locks/file_lock.ts";
import { LockError } from "@/locks/lock_error.ts";
import { programKinds, quietNotePath } from "@/ports/quiet.ts";
import { systemCode } from "@/ports/system_code.ts";

interface LogLock {
  readonly stateDir: string;
  readonly timeoutMs: number;
  /** For those who wait for it meanwhile. */
  readonly command: string;
}

/**
 * Who has it owns the log of the state folder, until it is disposed of or the process ends.
 * @throws {SyncError} `LOCKED` (retryable): another process has it; `CONFIG`: the folder cannot be used.
 */
export async function lockLog(
  { stateDir, timeoutMs, command }: LogLock,
  signal: AbortSignal,
): Promise<AsyncDisposable> {
  try {
    files.makeFolder(stateDir, 0o700);
  } catch {
    // What is wrong with the folder, the lock says in words.
  }
  try {
    const lock = await fileLock(lockPath(stateDir), { timeoutMs, signal, holder: command });
    forgetQuiet(stateDir);
    return lock;
  } catch (thrown) {
    if (!(thrown instanceof LockError)) throw thrown;
    throw thrown.code === "LOCK_TIMEOUT" ? taken(thrown) : unusable(stateDir, thrown);
  }
}

/**
 * The same at once, by whoever looks whether there is anything to do and changes nothing where there is not; `null`:
 * it is not to be had.
 */
export function tryLogLock(stateDir: string, command: string): AsyncDisposable | null {
  try {
    return tryFileLock(lockPath(stateDir), { holder: command });
  } catch (thrown) {
    // What is wrong with it, whoever waits for it says.
    if (thrown instanceof LockError) return null;
    throw thrown;
  }
}

/** What was found of the log before says nothing of what its owner makes of it. */
function forgetQuiet(stateDir: string): void {
  for (const kind of programKinds) {
    try {
      files.remove(quietNotePath(stateDir, kind));
    } catch (thrown) {
      if (systemCode(thrown) === null) throw thrown;
    }
  }
}

const lockPath = (stateDir: string) => `${stateDir}/direct.lock`;

function unusable(stateDir: string, cause: LockError): SyncError {
  return new SyncError("CONFIG", `Cannot use the state folder ${stateDir}: ${cause.message}`, {
    cause,
    hint: "Check its permissions, or name another one with VIKUNJA_SYNC_STATE_DIR.",
  });
}

function taken(cause: LockError): SyncError {
  const { holder } = cause;
  const who = holder === null ? "another process" : describeHolder(holder);
  return new SyncError("LOCKED", `Cannot take the log: ${who} has it`, {
    cause,
    retryable: true,
    hint: holder?.command === "serve"
      ? "A daemon does not end by itself: let it do the work, or stop it: " +
        "`systemctl --user stop vikunja-sync.socket vikunja-sync.service`, or " +
        `\`kill ${holder.pid}\`.`
      : "Try again when it has finished; it is let go of by itself, also after a crash.",
  });
}

function describeHolder(holder: { readonly pid: number; readonly command?: string }): string {
  return `process ${holder.pid}${holder.command === undefined ? "" : ` (${holder.command})`}`;
}
