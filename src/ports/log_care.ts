import type { ExaminedLog } from "@/ports/log_copies.ts";

interface VerifiedLog extends ExaminedLog {
  readonly path: string;
}

/** Looks after the log itself. Errors are `SyncError`. */
export interface LogCare {
  /**
   * Reads all of it, on a copy: whoever works on the log does not wait.
   * @throws {SyncError} `NOT_FOUND`: there is none; `LOG_NEWER`, `DISK_FULL`, `CONFIG`.
   */
  verify(signal: AbortSignal): Promise<VerifiedLog>;
}
