import type { Json } from "@/domain/json.ts";
import type { LockedFileStatus, LockingOptions, StateOptions } from "@/ports/locked_files.ts";

export interface HeldLock extends LockingOptions {
  readonly shared: boolean;
  /** What to show as the holder's command. */
  readonly holder: string;
}

/**
 * Locks that other processes respect; each is let go of when the work has ended, also by an error.
 * @throws {SyncError} from each call: `LOCKED`, `LOCK_UNAVAILABLE`, `USAGE`, `ABORTED`; what the work threw.
 */
export interface FileLocks {
  withFile<T>(
    file: string,
    options: HeldLock,
    work: () => Promise<T>,
    signal: AbortSignal,
  ): Promise<T>;
  /** The Git lock of the working copy that the file is in, and the file's own unless it is the copy itself. */
  withGit<T>(
    file: string,
    options: HeldLock,
    work: () => Promise<T>,
    signal: AbortSignal,
  ): Promise<T>;
  status(file: string): LockedFileStatus;
  /** @throws {SyncError} `NOT_FOUND`, `STATE_DAMAGED`, `STATE_UNAVAILABLE` besides. */
  readJson(file: string, options: StateOptions, signal: AbortSignal): Promise<Json>;
  /**
   * Reads, changes and writes under one lock; what is there afterwards. An update that throws changes nothing.
   * Where there is no file, or no JSON in it, an empty object is changed.
   * @throws {SyncError} `STATE_VALUE`, `STATE_UNAVAILABLE` besides.
   */
  updateJson(
    file: string,
    update: (before: Json) => Json,
    options: StateOptions,
    signal: AbortSignal,
  ): Promise<Json>;
}
