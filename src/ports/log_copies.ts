/** What a look at a log has found. */
export interface ExaminedLog {
  readonly events: number;
  /** Linked ones. */
  readonly tasks: number;
  /** In words; empty: none. */
  readonly problems: readonly string[];
}

/** The log of a state folder as a file. */
export interface LogCopies {
  /** Whether there is one. */
  isThere(): boolean;
  /** As it is at one moment, whoever writes it meanwhile. @throws {SyncError} `LOG_DAMAGED`, `DISK_FULL`, `CONFIG`. */
  copy(to: string): Promise<void>;
  /**
   * Reads all of the log at `path`, a copy of what errors are to name, and changes nothing that it says. Of `events`:
   * whether each is as it was written, and none is missing. `everything`: also whether what is computed from them is
   * what they say, which takes many times as long; a log that is put in place computes it anew.
   * @throws {SyncError} `LOG_NEWER`.
   */
  examine(path: string, shownAs: string, what: "events" | "everything"): ExaminedLog;
  /**
   * Writes a log that says the same, with what events until then (ISO) hold compressed, and compares the two. How many
   * events held it themselves before.
   * @throws {SyncError} `LOG_DAMAGED`, `DISK_FULL`, `CONFIG`.
   */
  compact(to: string, before: string): number;
  /** What is a copy of a list in a database counts as a log of its own from then on. */
  makeOwn(path: string): void;
  /**
   * In the log at `path`, which is older than what was done since: no claim of then holds, and no number up to `atLeast`, of
   * this log or of the one in place, is given out again.
   * @throws {SyncError} `LOG_DAMAGED`, `DISK_FULL`.
   */
  voidClaims(path: string, atLeast: number): Promise<void>;
  /**
   * Puts the file in the log's place, and what is there under another name beside it, which it gives; `null`:
   * nothing was there, or nobody wants it any more (`asideAs` is `null`). Crashed in the middle, one of the two is in
   * place, whole. To be called by the log's owner.
   */
  replace(file: string, asideAs: string | null): string | null;
}
