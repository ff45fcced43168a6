import { wholePath } from "./whole_path.ts";
import { tryExclusiveFile } from "./exclusive_file.ts";
import { type TakenLock, tryFlock } from "./flock.ts";
import { type Line, lineFor, type Waiter } from "./line.ts";
import { LockError } from "./lock_error.ts";
import type { LockHolder } from "./lock_holder.ts";
import { lockStatus } from "./lock_status.ts";
import { holding, refuseNested } from "./nesting.ts";

/**
 * `flock`: the kernel's lock on a file that stays. `exclusive-file`: the file being there is the lock, as
 * other programs and network folders know it. On one path they exclude each other.
 */
export type LockStrategy = "flock" | "exclusive-file";

export interface TryOptions {
  /** `flock` unless set. */
  readonly strategy?: LockStrategy;
  /** Any number may share it while nobody has it for himself; only with `flock`. */
  readonly shared?: boolean;
  /** What to show as the command of the holder; without it, this process's command line. */
  readonly holder?: string;
  /** Of `exclusive-file`: untouched for so long it counts as left behind, where nothing better tells. */
  readonly staleMs?: number;
}

export interface FileLockOptions extends TryOptions {
  /** 0: one try; `Infinity`: as long as it takes. 10 s unless set. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** Held until released, or until the process ends, however it ends. */
export interface FileLock extends AsyncDisposable {
  readonly path: string;
  /** Who died with it before; `null`: the last holder let go of it. */
  readonly abandonedBy: LockHolder | null;
  /** A second call does nothing. */
  release(): Promise<void>;
}

const defaultTimeoutMs = 10_000;
const defaultStaleMs = 60_000;

/**
 * Takes the lock whose lock file that is; its folders are made. At most one holder per file, in this
 * process too; whoever came first here gets it first. Waiting is trying again after 1–20 ms (a pending lock
 * call cannot be cancelled), on a clock that nobody sets.
 * @throws {LockError} `LOCK_TIMEOUT`, `LOCK_NESTED`, `LOCK_UNAVAILABLE`, `LOCK_UNSUPPORTED`.
 * @throws the reason of `signal`, when it is aborted.
 */
export async function fileLock(path: string, options: FileLockOptions = {}): Promise<FileLock> {
  const { timeoutMs = defaultTimeoutMs, signal } = options;
  signal?.throwIfAborted();
  const line = lineFor(wholePath(path));
  if (timeoutMs <= 0) return tryFileLockWith(path, options, line) ?? refuse(path, timeoutMs);
  refuseNested(wholePath(path));
  const waiter: Waiter = { deadline: performance.now() + timeoutMs, signal };
  if (!await line.enter(waiter)) return refuse(path, timeoutMs);
  try {
    await line.wait(waiter, "first try");
    for (;;) {
      const lock = tryFileLockWith(path, options, line);
      if (lock !== null) return lock;
      if (waiter.deadline <= performance.now()) return refuse(path, timeoutMs);
      await line.wait(waiter, "refused");
    }
  } finally {
    line.leave(waiter);
  }
}

/**
 * One try, without waiting; `null`: somebody has it.
 * @throws {LockError} `LOCK_NESTED`, `LOCK_UNAVAILABLE`, `LOCK_UNSUPPORTED`.
 */
export function tryFileLock(path: string, options: TryOptions = {}): FileLock | null {
  return tryFileLockWith(path, options, lineFor(wholePath(path)));
}

/**
 * Does the work under the lock. Asking for the same lock inside of it is an error at once.
 * @throws what {@link fileLock} and the work throw.
 */
export async function withFileLock<T>(
  path: string,
  options: FileLockOptions,
  work: (lock: FileLock) => T | Promise<T>,
): Promise<T> {
  await using lock = await fileLock(path, options);
  return await holding(wholePath(path), async () => await work(lock));
}

function tryFileLockWith(path: string, options: TryOptions, line: Line): FileLock | null {
  refuseNested(wholePath(path));
  const taken = take(path, options);
  return taken === null ? null : createFileLock(path, taken, line.took(options.shared === true));
}

function take(path: string, options: TryOptions): TakenLock | null {
  const { strategy = "flock", shared = false, holder, staleMs = defaultStaleMs } = options;
  switch (strategy) {
    case "flock":
      return tryFlock(path, shared ? "shared" : "exclusive", holder);
    case "exclusive-file":
      if (!shared) return tryExclusiveFile(path, { staleMs, command: holder });
      throw new LockError(
        "LOCK_UNSUPPORTED",
        `Cannot share the lock ${path}: a lock of the strategy exclusive-file has one holder`,
        path,
        null,
      );
  }
}

function createFileLock(
  path: string,
  taken: TakenLock,
  released: (hasWaiters: boolean) => void,
): FileLock {
  let isHeld = true;

  function release(): Promise<void> {
    if (!isHeld) return Promise.resolve();
    isHeld = false;
    let hasWaiters = false;
    try {
      hasWaiters = taken.release();
    } catch (thrown) {
      return Promise.reject(thrown);
    } finally {
      released(hasWaiters);
    }
    return Promise.resolve();
  }

  return { path, abandonedBy: taken.abandonedBy, release, [Symbol.asyncDispose]: release };
}

function refuse(path: string, timeoutMs: number): never {
  const { holder } = lockStatus(path);
  const who = holder === null
    ? "another process has it"
    : `process ${holder.pid} on ${holder.host} has it (${holder.command})`;
  const message = `Cannot take the lock ${path} within ${timeoutMs} ms: ${who}`;
  throw new LockError("LOCK_TIMEOUT", message, path, holder);
}
