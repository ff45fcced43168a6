import { voidClaims } from "@/domain/claim.ts";
import { SyncError } from "@/domain/errors.ts";
import { logStreamId, type SyncEvent } from "@/domain/events.ts";
import type { StreamAppend } from "@/ports/event_store.ts";
import type { Log } from "@/ports/log.ts";
import { behindNote, completeUpTo } from "@/adapters/sqlite/behind_note.ts";
import { type Database, openDatabase } from "@/adapters/sqlite/database.ts";
import { files } from "@system/files.ts";

/** The highest number that a claim of the log at `path` has had; 0: none has, or that log does not tell. */
export function lastToken(path: string): number {
  if (files.facts(path) === null) return 0;
  try {
    const db = openDatabase(path);
    try {
      return tokenIn(db);
    } finally {
      db.close();
    }
  } catch (thrown) {
    // One that cannot be read is no reason to refuse another one in its place.
    if (thrown instanceof SyncError && thrown.code === "LOG_DAMAGED") return 0;
    throw thrown;
  }
}

/** Of events that the tables do not tell of yet. */
const lateTokens = `SELECT max(coalesce(data ->> '$.token', data ->> '$.facts')) AS last FROM events
  WHERE position > ? AND (type IN ('TaskClaimed', 'ClaimRenewed')
    OR type = 'FactsCached' AND data ->> '$.name' = ?)`;

/** Earlier logs have other tables. */
function tokenIn(db: Database): number {
  const has = (table: string, column: string) =>
    db.get("SELECT 1 FROM pragma_table_info(?) WHERE name = ?", table, column) !== undefined;
  const claimed = has("tasks", "token") ? db.get("SELECT max(token) AS last FROM tasks") : {};
  const fact = has("facts", "value")
    ? db.get("SELECT value AS last FROM facts WHERE name = ?", `cache.${voidClaims}`)
    : {};
  const isNoted = has("checks", "name") &&
    db.get("SELECT 1 FROM checks WHERE name = ?", behindNote) !== undefined;
  const behind = isNoted ? completeUpTo(db) : null;
  const late = behind === null ? {} : db.get(lateTokens, behind, voidClaims);
  return Math.max(...[claimed, fact, late].map((row) => Number(row?.["last"] ?? 0)));
}

/** What ends all claims of a log, and lets no number up to that one be given out again. */
export function claimsEnd(
  { claims, store }: Log,
  upTo: number,
): readonly StreamAppend<SyncEvent>[] {
  const ended = claims.leased().map(({ task, lease: { token } }) => ({
    streamId: task,
    expectedVersion: store.streamVersion(task),
    events: [{ type: "ClaimReleased", data: { token, because: "expired" } }] as const,
  }));
  const fact = { type: "FactsCached", data: { name: voidClaims, facts: upTo } } as const;
  const expectedVersion = store.streamVersion(logStreamId);
  return [...ended, { streamId: logStreamId, expectedVersion, events: [fact] }];
}
