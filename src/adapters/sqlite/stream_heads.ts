import type { Database } from "@/adapters/sqlite/database.ts";
import { createBulkInsert } from "@/adapters/sqlite/bulk_insert.ts";

interface Head {
  readonly version: number;
  /** Position of the stream's last event; 0: it has none. */
  readonly position: number;
}

/**
 * Where each stream ends, and the log; to be used inside a write transaction only.
 *
 * Kept in memory between commits. Another process may have written since: then the position that comes
 * next here is taken, so nothing is ever stored after a stale head, and a version is only refused after
 * a look at the disk.
 */
export interface StreamHeads {
  /** Position of the log's last event; 0: it is empty. */
  lastPosition(): number;
  of(streamId: string): Head;
  /** As it is on disk, or in this transaction. */
  reload(streamId: string): Head;
  /** Puts an event at the end of the stream, and of the log. */
  advance(streamId: string, head: Head): void;
  /** Streams that are not written yet. */
  held(): number;
  /** `null`: it is none of those. */
  heldVersion(streamId: string): number | null;
  flush(): void;
  /** After a rollback; what is held is lost. */
  forget(): void;
}

const maxKept = 50_000;
const none: Head = { version: 0, position: 0 };

export function createStreamHeads(db: Database): StreamHeads {
  const kept = new Map<string, Head>();
  const changed = new Map<string, Head>();
  const select = db.statement("SELECT version, head FROM streams WHERE stream_id = ?");
  const selectLast = db.statement("SELECT max(position) AS last FROM events");
  const insert = createBulkInsert(
    db,
    "streams",
    ["stream_id", "version", "head"],
    "ON CONFLICT(stream_id) DO UPDATE SET version=excluded.version, head=excluded.head",
  );
  let last: number | null = null;

  const lastPosition = () => last ??= Number(selectLast.get()?.["last"] ?? 0);

  /** The last position is read first: one newer than a head that is kept would hide that the head is old. */
  function reload(streamId: string): Head {
    const waiting = changed.get(streamId);
    if (waiting !== undefined) return waiting;
    lastPosition();
    const row = select.get(streamId);
    const head = row === undefined
      ? none
      : { version: Number(row["version"]), position: Number(row["head"]) };
    kept.set(streamId, head);
    return head;
  }

  return {
    lastPosition,
    of: (streamId) => kept.get(streamId) ?? reload(streamId),
    reload,
    advance(streamId, head) {
      if (kept.size > maxKept) kept.clear();
      kept.set(streamId, head);
      changed.set(streamId, head);
      last = head.position;
    },
    held: () => changed.size,
    heldVersion: (streamId) => changed.get(streamId)?.version ?? null,
    flush() {
      const cells: (string | number)[] = [];
      for (const [streamId, head] of changed) cells.push(streamId, head.version, head.position);
      changed.clear();
      insert.run(cells);
    },
    forget() {
      kept.clear();
      changed.clear();
      last = null;
    },
  };
}
