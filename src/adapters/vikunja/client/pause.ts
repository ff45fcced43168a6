import { SyncError } from "@/domain/errors.ts";
import type { Runtime } from "@/ports/runtime.ts";
import { sleep } from "@/ports/waits.ts";

/** @throws {SyncError} `ABORTED` when told to stop. */
export async function pause(
  runtime: Pick<Runtime, "after">,
  ms: number,
  signal: AbortSignal,
): Promise<void> {
  try {
    await sleep(runtime, ms, signal);
  } catch (cause) {
    throw new SyncError("ABORTED", "Waiting for Vikunja was given up: stopped from outside", {
      retryable: true,
      cause,
    });
  }
}
