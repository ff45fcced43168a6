import type { ExaminedLog } from "@/ports/log_copies.ts";

interface VerifiedLog extends ExaminedLog {
  readonly path: string;
}

interface CompactedLog {
  readonly path: string;
  /** Events whose content is compressed now, and was not before. */
  readonly archived: number;
  readonly bytesBefore: number;
  readonly bytesAfter: number;
}

interface MovedLog {
  readonly events: number;
  /** Where it is now, for people. */
  readonly to: string;
  /** SHA-256 of all that its events say, in hex; the same here and there. */
  readonly hash: string;
}

/** Looks after the log itself. Errors are `SyncError`. */
export interface LogCare {
  /**
   * Reads all of it, on a copy: whoever works on the log does not wait.
   * @throws {SyncError} `NOT_FOUND`: there is none; `LOG_NEWER`, `DISK_FULL`, `CONFIG`.
   */
  verify(signal: AbortSignal): Promise<VerifiedLog>;
  /**
   * Compresses what events until then (ISO) hold; they stay where they are, for whoever reads them. Crashed in the
   * middle, the log is whole, as before or as afterwards.
   * @throws {SyncError} `LOCKED`: somebody works on the log; `NOT_FOUND`, `LOG_DAMAGED`, `DISK_FULL`.
   */
  compact(before: string, signal: AbortSignal): Promise<CompactedLog>;
  /**
   * Moves it into the database that is configured, or out of it into the state folder. Crashed in the middle, nobody
   * works on it until the move is asked for again.
   * @throws {SyncError} `LOCKED`, `CONFIG`, `NOT_FOUND`, `STORE_UNAVAILABLE`, `LOG_DAMAGED`.
   */
  move(to: "postgres" | "sqlite", signal: AbortSignal): Promise<MovedLog>;
}
