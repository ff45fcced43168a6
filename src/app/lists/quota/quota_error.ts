import { SyncError } from "@/domain/errors.ts";

/** A list has as much as it may; what came later is where it came from, and waits there. */
export function quotaError(what: string, mend: string, retryAfterMs: number): SyncError {
  return new SyncError("QUOTA", `${what}; what came later waits`, {
    retryable: true,
    retryAfterMs,
    hint: mend,
    details: { untried: true },
  });
}
