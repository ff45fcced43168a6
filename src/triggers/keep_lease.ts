import { asSyncError, type SyncError } from "@/domain/errors.ts";
import type { Claims, Granted, Refused } from "@/ports/claims.ts";

interface KeepLeaseDeps {
  readonly claims: Claims;
  readonly forMs: number;
  /** Ends early when the signal comes. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Milliseconds on a clock that does not jump. */
  readonly elapsed: () => number;
  /** A renewal that failed and is tried again. */
  readonly onTrouble: (error: SyncError) => void;
}

/** Renewals in the length of a lease, so that two may fail. */
const renewalsPerLease = 3;
const shortestPauseMs = 50;

/**
 * Renews a lease until the signal. Resolves with who has the task when it is lost: the token was replaced, or
 * it could not be renewed before its end; `null`: it was kept to the signal.
 */
export async function keepLease(
  { task, title, token, agent, until }: Granted,
  { claims, forMs, wait, elapsed, onTrouble }: KeepLeaseDeps,
  signal: AbortSignal,
): Promise<Refused | null> {
  let endsAt = elapsed() + forMs;
  while (true) {
    await wait(Math.max(shortestPauseMs, forMs / renewalsPerLease), signal);
    if (signal.aborted) return null;
    const askedAt = elapsed();
    try {
      const renewed = await claims.renewLease(task, { token, forMs });
      if (!renewed.ok) return renewed;
      endsAt = askedAt + forMs;
    } catch (thrown) {
      const error = asSyncError(thrown);
      onTrouble(error);
      if (elapsed() <= endsAt && error.retryable) continue;
      return { ok: false, task, title, lockedBy: agent, until, status: "pending" };
    }
  }
}
