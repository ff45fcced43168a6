import { dirname } from "node:path";
import { LockError } from "./lock_error.ts";
import { type LockHolder, thisHolder, writeHolder, writtenHolder } from "./lock_holder.ts";

export interface FileLockOptions {
  /** 0: one try; `Infinity`: as long as it takes. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** What to show as the command of the holder; without it, this process's command line. */
  readonly holder?: string;
}

/** Held until released, or until the process ends, however it ends. */
export interface FileLock extends AsyncDisposable {
  readonly path: string;
  /** A second call does nothing. */
  release(): Promise<void>;
}

const defaultTimeoutMs = 10_000;

/**
 * Takes the exclusive kernel lock on a file, which is made with its folders and never deleted: another
 * process may have it open, and would then hold a lock on a file that nobody finds any more.
 *
 * Invariants: at most one holder per file, in this process too; the kernel frees it when the holder dies;
 * waiting is trying again after 1–20 ms (a pending lock call cannot be cancelled), on a clock that
 * nobody sets.
 * @throws {LockError} `LOCK_TIMEOUT`, `LOCK_UNAVAILABLE`.
 * @throws the reason of `signal`, when it is aborted.
 */
export async function fileLock(path: string, options: FileLockOptions = {}): Promise<FileLock> {
  const { timeoutMs = defaultTimeoutMs, signal, holder } = options;
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    signal?.throwIfAborted();
    const lock = tryFileLock(path, holder);
    if (lock !== null) return lock;
    const leftMs = deadline - performance.now();
    if (leftMs <= 0) throw timedOut(path, timeoutMs);
    await pause(Math.min(leftMs, 1 + Math.random() * 19), signal);
  }
}

/**
 * One try, without waiting; `null`: somebody has it.
 * @throws {LockError} `LOCK_UNAVAILABLE`.
 */
export function tryFileLock(path: string, holder?: string): FileLock | null {
  const file = take(path);
  if (file === null) return null;
  try {
    writeHolder(file, thisHolder(holder));
  } catch (thrown) {
    file.close();
    throw unavailable(path, thrown);
  }
  return createFileLock(path, file);
}

/**
 * Who holds the lock now; `null`: nobody, or there is no such file. What a dead process left in it does
 * not count; to tell, the lock is taken for an instant then, and only then.
 * @throws {LockError} `LOCK_UNAVAILABLE`.
 */
export function readHolder(path: string): LockHolder | null {
  try {
    const written = writtenHolder(path);
    if (written === null) return null;
    const file = take(path);
    file?.unlockSync();
    file?.close();
    return file === null ? written : null;
  } catch (thrown) {
    throw unavailable(path, thrown);
  }
}

/** The file, locked; `null`: somebody has it. */
function take(path: string): Deno.FsFile | null {
  for (;;) {
    const file = open(path);
    try {
      if (!file.tryLockSync(true)) {
        file.close();
        return null;
      }
      if (isStillAt(path, file)) return file;
    } catch (thrown) {
      file.close();
      throw unavailable(path, thrown);
    }
    file.close();
  }
}

function open(path: string): Deno.FsFile {
  const options = { read: true, write: true, create: true, mode: 0o600 };
  try {
    return Deno.openSync(path, options);
  } catch (thrown) {
    if (!(thrown instanceof Deno.errors.NotFound)) throw unavailable(path, thrown);
  }
  try {
    Deno.mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    return Deno.openSync(path, options);
  } catch (thrown) {
    throw unavailable(path, thrown);
  }
}

/** A file that was deleted or replaced between opening and locking guards nothing. */
function isStillAt(path: string, file: Deno.FsFile): boolean {
  try {
    const there = Deno.statSync(path);
    const ours = file.statSync();
    return there.ino === ours.ino && there.dev === ours.dev;
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound) return false;
    throw thrown;
  }
}

function createFileLock(path: string, file: Deno.FsFile): FileLock {
  let isHeld = true;

  /**
   * Empty before it is free, so that a name in a free lock always means a holder that died. Unlocked,
   * not only closed: a child being started holds a copy of the open file for an instant.
   */
  function release(): Promise<void> {
    if (!isHeld) return Promise.resolve();
    isHeld = false;
    try {
      file.truncateSync(0);
      file.unlockSync();
    } finally {
      file.close();
    }
    return Promise.resolve();
  }

  return { path, release, [Symbol.asyncDispose]: release };
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}

function timedOut(path: string, timeoutMs: number): LockError {
  const holder = writtenHolder(path);
  const who = holder === null
    ? "another process has it"
    : `process ${holder.pid} on ${holder.host} has it (${holder.command})`;
  const message = `Cannot take the lock ${path} within ${timeoutMs} ms: ${who}`;
  return new LockError("LOCK_TIMEOUT", message, path, holder);
}

function unavailable(path: string, thrown: unknown): LockError {
  if (thrown instanceof LockError) return thrown;
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return new LockError("LOCK_UNAVAILABLE", `Cannot use the lock ${path}: ${reason}`, path, null, {
    cause: thrown,
  });
}
