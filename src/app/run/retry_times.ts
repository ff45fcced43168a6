import type { ErrorCode, SyncError } from "@/domain/errors.ts";

/** Not mended by waiting alone, but by a person, and then without anything being done here. */
const mendedElsewhere: readonly ErrorCode[] = ["AUTH", "FORBIDDEN", "ARCHIVED", "SYNC_SERVER"];

const firstPauseMs = 1_000;
/** Nobody says when a server, or what is in front of it, is back: tried twice a minute, for the first hour. */
const longestPauseMs = 30_000;
const attemptsInFirstHour = 125;
const laterPauseMs = 600_000;
const mendedPauseMs = 3_600_000;

/** ISO instant of the next try after the n-th failed one; `null`: a person has to look at it. */
export function retryAt(error: SyncError, attempt: number, now: Date): string | null {
  const isMendedElsewhere = mendedElsewhere.includes(error.code);
  if (!error.retryable && !isMendedElsewhere) return null;
  const longestMs = longestPause(isMendedElsewhere, attempt);
  const pauseMs = Math.min(longestMs, firstPauseMs * 2 ** Math.max(0, attempt - 1));
  const afterMs = Math.max(pauseMs, error.retryAfterMs ?? 0);
  return new Date(now.getTime() + afterMs).toISOString();
}

function longestPause(isMendedElsewhere: boolean, attempt: number): number {
  if (isMendedElsewhere) return mendedPauseMs;
  return attempt <= attemptsInFirstHour ? longestPauseMs : laterPauseMs;
}
