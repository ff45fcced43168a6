import { SyncError } from "@/domain/errors.ts";
import type { CallPurpose } from "@/adapters/vikunja/client/errors.ts";
import type { RawAnswer } from "@/ports/transport.ts";

const maxWaits = 5;
const longestMs = 5 * 60_000;
/** Where the server does not say when it takes more. */
const usualMs = 5_000;

interface Limited {
  /** The server's clock, ms since 1970. */
  readonly nowMs: number;
  /** How often this call has waited for it already. */
  readonly waited: number;
  readonly call: Pick<CallPurpose, "doing">;
}

/**
 * Milliseconds until the rate limit that the answer tells of is over.
 * @throws {SyncError} `RATE_LIMITED`: that is too long, or was waited for too often.
 */
export function rateWaitMs({ headers }: RawAnswer, { nowMs, waited, call }: Limited): number {
  const reset = Number(headers["x-ratelimit-reset"] ?? NaN) * 1000;
  const ms = Number.isFinite(reset) ? Math.max(0, reset - nowMs) + 1000 : usualMs;
  if (waited < maxWaits && ms <= longestMs) return ms;
  throw new SyncError("RATE_LIMITED", `Cannot ${call.doing}: the server's rate limit is used up`, {
    retryable: true,
    retryAfterMs: ms,
    hint: "Lower the number of parallel reads, or raise the server's ratelimit.limit.",
  });
}
