import type { ErrorCode, SyncError } from "@/domain/errors.ts";

/** Not mended by waiting alone, but by a person, and then without anything being done here. */
const mendedElsewhere: readonly ErrorCode[] = ["AUTH", "FORBIDDEN", "ARCHIVED"];

const firstPauseMs = 1_000;
const longestPauseMs = 3_600_000;

/** ISO instant of the next try after the n-th failed one; `null`: a person has to look at it. */
export function retryAt(error: SyncError, attempt: number, now: Date): string | null {
  if (!error.retryable && !mendedElsewhere.includes(error.code)) return null;
  const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** (attempt - 1));
  const afterMs = Math.max(pauseMs, error.retryAfterMs ?? 0);
  return new Date(now.getTime() + afterMs).toISOString();
}
