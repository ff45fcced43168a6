import { SyncError } from "@/domain/errors.ts";

/** 24.8 days: a timer of more fires at once. */
const longestTimerMs = 2 ** 31 - 1;

/** Waits on the real clock. Throws `ABORTED` when told to stop. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(
        new SyncError("ABORTED", "Waiting for Vikunja was given up: stopped from outside", {
          retryable: true,
        }),
      );
    };
    if (signal.aborted) return stop();
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, Math.min(ms, longestTimerMs));
    signal.addEventListener("abort", stop, { once: true });
  });
}
