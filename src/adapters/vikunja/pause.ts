import { SyncError } from "@/domain/errors.ts";

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
    }, ms);
    signal.addEventListener("abort", stop, { once: true });
  });
}
