import { SyncError } from "@/domain/errors.ts";
import { jsonEqual, type JsonObject } from "@/domain/json.ts";
import type { LogEvent } from "@/domain/events.ts";
import type { Side } from "@/domain/task.ts";
import type { LogReader } from "@/ports/log_reader.ts";
import type { Replica } from "@/ports/replica.ts";

/**
 * Compares what a side says it is with what the log was bound to at first contact.
 * Returns the event that binds it, `null` where it is bound already.
 * @throws {SyncError} `BINDING`: another server, account or data folder, or a restored backup.
 */
export async function checkBinding(
  replica: Replica,
  log: LogReader,
  signal: AbortSignal,
): Promise<LogEvent | null> {
  const identity = await replica.identify(signal);
  const bound = log.binding(replica.side);
  if (bound === null) return { type: "LogBound", data: { side: replica.side, identity } };
  if (jsonEqual(bound, identity)) return null;
  throw new SyncError("BINDING", `Cannot sync: ${describe(replica.side, bound, identity)}`, {
    hint:
      "Nothing was changed. Point it back to where it was, or give this pair a log of its own " +
      "with another VIKUNJA_SYNC_STATE_DIR.",
    details: { side: replica.side, bound, found: identity },
  });
}

function describe(side: Side, bound: JsonObject, found: JsonObject): string {
  const keys = [...new Set([...Object.keys(bound), ...Object.keys(found)])];
  const differences = keys.filter((key) => !jsonEqual(bound[key] ?? null, found[key] ?? null)).map(
    (key) => `${key} was ${JSON.stringify(bound[key])} and is ${JSON.stringify(found[key])}`,
  );
  const what = side === "vikunja" ? "Vikunja server or account" : "Taskwarrior data folder";
  return `this log belongs to another ${what} (${differences.join("; ")})`;
}
