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
}
