import { SyncError } from "@/domain/errors.ts";

/**
 * Stops writes that would fail: once a few different things failed one after the other, the rest is not sent for a
 * while. One that always fails by itself stops nothing.
 */
interface Breaker {
  /** @throws {SyncError} `SERVER_UNAVAILABLE`, untried. */
  check(): void;
  /** `about`: what the write was about; `null`: several things, of which one may be to blame. */
  failed(about: string | null): void;
  succeeded(): void;
}

/** Different things that fail in a row before the rest waits. */
const maxFailures = 3;
const firstRestMs = 5_000;
const longestRestMs = 20_000;

export function createBreaker(elapsed: () => number): Breaker {
  const failures = new Set<string>();
  let restMs = firstRestMs;
  let until: number | null = null;
  return {
    check() {
      if (until !== null && elapsed() < until) throw resting();
    },
    failed(about) {
      if (about === null) return;
      failures.add(about);
      if (failures.size < maxFailures) return;
      until = elapsed() + restMs;
      restMs = Math.min(longestRestMs, restMs * 2);
      // After the rest one more failure is enough.
      for (const one of [...failures].slice(maxFailures - 1)) failures.delete(one);
    },
    succeeded() {
      failures.clear();
      restMs = firstRestMs;
      until = null;
    },
  };
}

function resting(): SyncError {
  return new SyncError(
    "SERVER_UNAVAILABLE",
    `Cannot write to Vikunja: it failed ${maxFailures} times in a row; the rest waits`,
    { retryable: true, details: { untried: true } },
  );
}

/** For what is not tried because of a failure just before. */
export function untried(because: SyncError): SyncError {
  return new SyncError(because.code, `Not tried: ${because.message}`, {
    retryable: true,
    ...(because.hint === null ? {} : { hint: because.hint }),
    details: { untried: true },
  });
}

/** Whether nothing was sent, and nothing can be said of the one thing that it is about. */
export function isUntried(error: SyncError): boolean {
  return error.details["untried"] === true;
}
