import { SyncError } from "@/domain/errors.ts";

/** `expected` and `actual` count the events of the stream. */
export function versionConflict(streamId: string, expected: number, actual: number): SyncError {
  return new SyncError(
    "VERSION_CONFLICT",
    `Cannot append to task ${streamId}: it has ${actual} events, not ${expected}`,
    { retryable: true, details: { streamId, expected, actual } },
  );
}
