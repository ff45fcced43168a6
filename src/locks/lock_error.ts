import type { LockHolder } from "./lock_holder.ts";

/**
 * `LOCK_TIMEOUT`: somebody else has it, and still had it when the time was over.
 * `LOCK_UNAVAILABLE`: the file cannot be made or opened (see `cause`).
 */
export type LockErrorCode = "LOCK_TIMEOUT" | "LOCK_UNAVAILABLE";

export class LockError extends Error {
  override readonly name = "LockError";

  constructor(
    readonly code: LockErrorCode,
    message: string,
    readonly path: string,
    /** Who had it, as far as that could be read. */
    readonly holder: LockHolder | null,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
