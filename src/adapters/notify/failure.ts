import { SyncError } from "@/domain/errors.ts";

/** Nobody may have been told; the next run tries again. */
export function notTold(who: string, why: string, cause?: unknown): SyncError {
  return new SyncError("NOTIFY_FAILED", `Cannot tell ${who}: ${why}`, {
    cause,
    retryable: true,
    hint: "What they were to be told is told by the next run.",
  });
}
