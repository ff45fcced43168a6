import type { Database } from "@/adapters/sqlite/database.ts";
import { createBulkInsert } from "@/adapters/sqlite/bulk_insert.ts";

export interface Head {
  readonly version: number;
  /** Position of the stream's last event; 0: it has none. */
  readonly position: number;
}

/**
 * Where each stream ends, and the log. Kept in memory between commits as long as no other connection
 * wrote; to be used inside a write transaction only.
 */
export interface StreamHeads {
  /** To be called first in each transaction. */
  refresh(): void;
  readonly lastPosition: number;
  of(streamId: string): Head;
  /** Puts an event at the end of the stream, and of the log. */
  advance(streamId: string, head: Head): void;
  flush(): void;
  /** After a rollback. */
  forget(): void;
}

const maxKept = 50_000;
const none: Head = { version: 0, position: 0 };

export function createStreamHeads(db: Database): StreamHeads {
  const kept = new Map<string, Head>();
  const changed = new Map<string, Head>();
  const insert = createBulkInsert(
    db,
    "streams",
    ["stream_id", "version", "head"],
    "ON CONFLICT(stream_id) DO UPDATE SET version=excluded.version, head=excluded.head",
  );
  let lastPosition: number | null = null;
  let seenCommits = -1;

  function forget(): void {
    kept.clear();
    changed.clear();
    lastPosition = null;
  }

  function load(streamId: string): Head {
    const row = db.get("SELECT version, head FROM streams WHERE stream_id = ?", streamId);
    const head = row === undefined
      ? none
      : { version: Number(row["version"]), position: Number(row["head"]) };
    kept.set(streamId, head);
    return head;
  }

  return {
    refresh() {
      const commits = Number(db.get("PRAGMA data_version")?.["data_version"]);
      if (commits !== seenCommits || kept.size > maxKept) forget();
      seenCommits = commits;
      lastPosition ??= Number(
        db.get("SELECT max(position) AS last FROM events")?.["last"] ?? 0,
      );
    },
    get lastPosition() {
      return lastPosition ?? 0;
    },
    of: (streamId) => kept.get(streamId) ?? load(streamId),
    advance(streamId, head) {
      kept.set(streamId, head);
      changed.set(streamId, head);
      lastPosition = head.position;
    },
    flush() {
      const cells = [...changed].flatMap(([streamId, head]) => [
        streamId,
        head.version,
        head.position,
      ]);
      changed.clear();
      insert.run(cells);
    },
    forget,
  };
}
