import type { ErrorCode, SyncError } from "@/domain/errors.ts";
import type { SyncEvent } from "@/domain/events.ts";
import type { EventStore } from "@/ports/event_store.ts";
import type { LogReader } from "@/ports/log_reader.ts";
import type { Runtime } from "@/ports/runtime.ts";
import { appendLogEvents } from "@/triggers/log_events.ts";

/** Of whoever started the run alone, or of a run that another process has under way. */
const ofTheCaller: ReadonlySet<ErrorCode> = new Set(["USAGE", "ABORTED", "LOCKED", "SELECTION"]);
/** Where the log itself fails, nothing is written to it any more. */
export const ofTheLog: ReadonlySet<ErrorCode> = new Set(["DISK_FULL", "LOG_DAMAGED", "LOG_NEWER"]);

/** The same again is recorded at most this often, so that the log does not grow. */
const sameAgainMs = 60_000;
const maxMessage = 2_000;

interface FailureDeps {
  readonly store: EventStore<SyncEvent>;
  readonly log: Pick<LogReader, "lastFailure">;
  readonly runtime: Pick<Runtime, "now">;
}

/** Keeps on the log what ended a run, so that it is seen by whoever looks later. */
export async function recordFailure(
  { store, log, runtime }: FailureDeps,
  error: SyncError,
): Promise<void> {
  const { code, hint } = error;
  if (ofTheCaller.has(code) || ofTheLog.has(code)) return;
  const message = error.message.slice(0, maxMessage).toWellFormed();
  const last = log.lastFailure();
  const at = runtime.now();
  const isSame = last?.code === code && last.message === message &&
    at.getTime() - Date.parse(last.at) < sameAgainMs;
  if (isSame) return;
  const data = { code, message, hint, since: last?.since ?? at.toISOString() };
  await appendLogEvents(store, [{ type: "SyncFailed", data }]);
}
