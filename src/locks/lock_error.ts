import type { LockHolder } from "./lock_holder.ts";

/**
 * `LOCK_TIMEOUT`: somebody else has it, and still had it when the time was over.
 * `LOCK_NESTED`: whoever asks has it already, further up, and would wait for itself.
 * `LOCK_UNAVAILABLE`: the file cannot be made, opened or locked (see `cause`).
 * `LOCK_UNSUPPORTED`: there is no such lock: `exclusive-file` cannot be shared.
 */
export type LockErrorCode =
  | "LOCK_TIMEOUT"
  | "LOCK_NESTED"
  | "LOCK_UNAVAILABLE"
  | "LOCK_UNSUPPORTED";

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

/** The lock file cannot be used, and why; a `LockError` stays itself. */
export function lockUnavailable(path: string, thrown: unknown): LockError {
  if (thrown instanceof LockError) return thrown;
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return new LockError("LOCK_UNAVAILABLE", `Cannot use the lock ${path}: ${reason}`, path, null, {
    cause: thrown,
  });
}
