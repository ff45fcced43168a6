import { keepDamaged } from "./damaged_file.ts";
import { LockError } from "./lock_error.ts";
import { systemCode } from "@/ports/system_code.ts";
import { type FileLockOptions, withFileLock } from "./file_lock.ts";
import { type FoundFile, readFile } from "./read_file.ts";
import { factsAt } from "./file_facts.ts";
import { removeLeftovers, replaceFile } from "./replace_file.ts";
import { StateError, stateUnavailable } from "./state_error.ts";
import { lockPathOfTarget, targetPath } from "./target_path.ts";

export interface JsonOptions<T> extends FileLockOptions {
  /**
   * What counts where there is no file, or no JSON in it: a value, or a function that makes one. Without
   * it, that is an error.
   */
  readonly default?: T | (() => T);
  /** Hears where damaged content was kept; `console.warn` unless set. */
  readonly warn?: (line: string) => void;
  /** Of the written JSON; 2 unless set, 0: one line. */
  readonly indent?: number;
}

/**
 * Reads a JSON file under its lock (shared, where the strategy can). The lock file is `FILE.lock`; where this user
 * may not have that, it is read without: what is there is whole all the same.
 * @throws {LockError}
 * @throws {StateError} `STATE_UNAVAILABLE`, `STATE_MISSING`, `STATE_DAMAGED`.
 */
export async function lockedReadJson<T>(path: string, options: JsonOptions<T> = {}): Promise<T> {
  const shared = options.strategy !== "exclusive-file";
  const read = (target: string) => valueOf(readFile(target), target, options);
  try {
    return await underLock(path, { ...options, shared }, read);
  } catch (thrown) {
    if (!isForbidden(thrown)) throw thrown;
    return inState(path, () => read(targetPath(path)));
  }
}

/**
 * Replaces a JSON file under its lock.
 * @throws {LockError}
 * @throws {StateError} `STATE_UNAVAILABLE`, `STATE_VALUE`; the old content is intact.
 */
export async function lockedWriteJson<T>(
  path: string,
  value: T,
  options: JsonOptions<T> = {},
): Promise<void> {
  const text = write(path, value, options);
  await underLock(
    path,
    { ...options, shared: false },
    (target) => replaceFile(target, text, factsAt(target, "follow")),
  );
}

/**
 * Reads, changes and writes a JSON file under one lock, and returns what was written. An update that
 * throws changes nothing, and the caller gets what it threw.
 * @throws {LockError}
 * @throws {StateError} any; the old content is intact.
 */
export async function lockedUpdateJson<T>(
  path: string,
  update: (value: T) => T | Promise<T>,
  options: JsonOptions<T> = {},
): Promise<T> {
  let thrownByUpdate: { readonly thrown: unknown } | null = null;
  try {
    return await underLock(path, { ...options, shared: false }, async (target) => {
      const found = readFile(target);
      const before = valueOf(found, target, options);
      const after = await Promise.resolve(before).then(update).catch((thrown: unknown) => {
        thrownByUpdate = { thrown };
        throw thrown;
      });
      replaceFile(target, write(path, after, options), found?.facts ?? null);
      return after;
    });
  } catch (thrown) {
    const own = thrownByUpdate as { readonly thrown: unknown } | null;
    throw own === null ? thrown : own.thrown;
  }
}

/** A folder, or a lock file, that this user may read and not write to. */
function isForbidden(thrown: unknown): boolean {
  if (!(thrown instanceof LockError) || thrown.code !== "LOCK_UNAVAILABLE") return false;
  return ["EACCES", "EPERM", "EROFS"].includes(systemCode(thrown.cause) ?? "");
}

async function underLock<T>(
  path: string,
  options: FileLockOptions,
  work: (target: string) => T | Promise<T>,
): Promise<T> {
  const target = inState(path, () => targetPath(path));
  return await withFileLock(lockPathOfTarget(target), options, async ({ abandonedBy }) => {
    try {
      if (abandonedBy !== null) removeLeftovers(target);
      return await work(target);
    } catch (thrown) {
      throw stateUnavailable(path, thrown);
    }
  });
}

function inState<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    throw stateUnavailable(path, thrown);
  }
}

function valueOf<T>(found: FoundFile | null, path: string, options: JsonOptions<T>): T {
  if (found === null) {
    if (options.default !== undefined) return made(options.default);
    throw new StateError("STATE_MISSING", `Cannot read ${path}: there is no such file`, path);
  }
  try {
    // Whoever reads it says what it holds.
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(found.content)) as T;
  } catch (cause) {
    if (options.default === undefined) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      const message = `Cannot read ${path}: it is not JSON (${reason})`;
      throw new StateError("STATE_DAMAGED", message, path, { cause });
    }
  }
  const kept = keepDamaged(path, found.content);
  const warn = options.warn ?? ((line: string) => console.warn(line));
  warn(`${path} is not JSON and does not count; what was in it is kept as ${kept}`);
  return made(options.default);
}

/** The value is copied: who changes what it was given does not change the default. */
function made<T>(value: T | (() => T)): T {
  return typeof value === "function" ? (value as () => T)() : structuredClone(value);
}

function write<T>(path: string, value: T, { indent = 2 }: JsonOptions<T>): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value, null, indent);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `Cannot write ${path}: JSON cannot say that (${reason})`;
    throw new StateError("STATE_VALUE", message, path, { cause });
  }
  if (text !== undefined) return `${text}\n`;
  const message = `Cannot write ${path}: there is no value (${typeof value})`;
  throw new StateError("STATE_VALUE", message, path);
}
