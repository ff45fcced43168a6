import type { Json } from "@/domain/json.ts";

type LockStrategyName = "flock" | "exclusive-file";

export interface LockingOptions {
  readonly strategy: LockStrategyName;
  readonly timeoutMs: number;
}

export interface LockedRun extends LockingOptions {
  readonly file: string;
  readonly shared: boolean;
  /** Whether to take the Git lock of the working copy too; of a folder, only that. */
  readonly git: boolean;
  readonly command: string;
  readonly args: readonly string[];
}

/** A lock as it is now, in the shape that `lock status --json` prints. */
export interface LockedFileStatus {
  readonly file: string;
  readonly lockFile: string;
  readonly held: boolean;
  /** `file`: by the lock file being there, not by the kernel's lock. */
  readonly state: "free" | "exclusive" | "shared" | "file";
  readonly pid: number | null;
  readonly holder: {
    readonly pid: number;
    readonly host: string;
    readonly startedAt: string;
    readonly since: string;
    readonly command: string;
  } | null;
  /** Whether programs that use `fcntl` record locks are kept out. */
  readonly recordLocks: boolean;
}

export type JsonChange =
  /** RFC 7396. */
  | { readonly type: "merge"; readonly merge: Json }
  /** RFC 6902: all of the operations or none. */
  | { readonly type: "patch"; readonly patch: Json }
  /** At an RFC 6901 pointer. */
  | { readonly type: "set"; readonly pointer: string; readonly value: Json };

export interface StateOptions extends LockingOptions {
  /** Hears where the content of a damaged file was kept. */
  readonly warn: (line: string) => void;
}

/** Locks and JSON files under a lock, for scripts. */
export interface LockedFiles {
  /**
   * The exit code of the command, run with our own stdin, stdout and stderr; 127: there is none of that
   * name, 126: it cannot be run.
   * @throws {SyncError} `LOCKED`, `LOCK_UNAVAILABLE`, `USAGE`, `ABORTED`.
   */
  run(run: LockedRun, signal: AbortSignal): Promise<number>;
  /** @throws {SyncError} `LOCK_UNAVAILABLE`. */
  status(file: string): LockedFileStatus;
  /**
   * The value at the pointer.
   * @throws {SyncError} `NOT_FOUND`, `STATE_DAMAGED`, `STATE_UNAVAILABLE`, `LOCKED`, `LOCK_UNAVAILABLE`.
   */
  get(file: string, pointer: string, options: StateOptions, signal: AbortSignal): Promise<Json>;
  /**
   * The whole content after the change; where there was no file, or no JSON in it, it changes an empty
   * object, and what was damaged is kept beside.
   * @throws {SyncError} `STATE_CONFLICT`: the patch does not fit; `STATE_UNAVAILABLE`, `LOCKED`, …
   */
  change(
    file: string,
    change: JsonChange,
    options: StateOptions,
    signal: AbortSignal,
  ): Promise<Json>;
  /** Text of a file; `-`: of stdin. @throws {SyncError} `USAGE`. */
  readText(file: string): Promise<string>;
}
