import { SyncError } from "@/domain/errors.ts";
import type { SyncEvent } from "@/domain/events.ts";
import type { Projection, RowChange } from "@/domain/projection.ts";
import type { StoredEvent } from "@/domain/stored_event.ts";
import type { Runtime } from "@/ports/runtime.ts";
import { behindAfter, createBehindNote } from "@/adapters/sqlite/behind_note.ts";
import type { Database } from "@/adapters/sqlite/database.ts";
import type { EventReader } from "@/adapters/sqlite/event_reader.ts";
import { makeUpFor, makeUpWithin, tablesAtOnce } from "@/adapters/sqlite/make_up_for.ts";
import { createRowWriter } from "@/adapters/sqlite/row_writer.ts";
import { isDiskFull } from "@/adapters/sqlite/sqlite_errors.ts";
import { createStreamHeads, type StreamHeads } from "@/adapters/sqlite/stream_heads.ts";

/**
 * Where streams end and what projections hold only repeats what the events say. It is written behind them: for many
 * commits together, a moment later, or when somebody asks.
 *
 * - The note `behind` names the last event that the tables are of, from the transaction of the first one that they lack
 *   on. So whoever has the log, or comes to have it, makes up for what nobody wrote.
 * - What is held back here is of all events after that one. Where the note is not as it was left here, somebody else
 *   made up for them, or appended, and it is dropped.
 * - Tables with a unique rule are never behind: the rule decides who is refused.
 * - What is no put is written at once, and all that was held back with it: only puts come to the same in another order.
 */
export interface DerivedTables {
  readonly heads: Pick<StreamHeads, "of" | "reload" | "lastPosition" | "advance">;
  /** First of all in a write transaction. */
  begin(): void;
  apply(stored: StoredEvent<SyncEvent>): void;
  /** Last of all in it. */
  end(): void;
  /** Holds nothing back, in it. */
  write(): void;
  /** After a rollback. */
  forget(): void;
  /** Writes what is held back; not within a transaction. */
  settle(): void;
  /** What is read of them as they are once settled, though there may be no room on the disk to write that. */
  settled<T>(read: () => T): T;
  /** As {@link settled}, of this stream alone. */
  versionOf(streamId: string): number;
  close(): void;
}

interface TablesDeps {
  readonly db: Database;
  readonly events: Pick<EventReader, "readAll" | "streamVersion">;
  readonly projections: readonly Projection[];
  readonly runtime: Pick<Runtime, "after" | "elapsed">;
  /** Nobody else appends while it is open. */
  readonly isOwner: boolean;
  /** In each transaction that may be the first since somebody looked at the tables as a whole. */
  readonly onWrite: () => void;
}

/**
 * Programs that look into the tables by themselves see them so much later at most: longer where to write them would take
 * more than this part of the time else, as the same streams come again meanwhile.
 */
const holding = { leastMs: 50, mostMs: 250, writing: 1 / 20 };
/** Nothing is held back of a commit that comes so long after the one before: there is nothing to write it with. */
const quietMs = 10;
/** Streams that are held back at most. */
const mostHeld = 1_024;

export function createDerivedTables(
  { db, events, projections, runtime, isOwner, onWrite }: TablesDeps,
): DerivedTables {
  const tables = projections.flatMap((projection) => projection.tables);
  const heads = createStreamHeads(db);
  const rows = createRowWriter(db, tables);
  const atOnce = tablesAtOnce(projections);
  const note = createBehindNote(db);
  const dataVersion = db.statement("PRAGMA data_version");
  /** What the note says, as far as is known here; `null`: it is not. */
  let noted: string | null = null;
  let mayHold = true;
  let seenVersion: unknown = null;
  let timer: Disposable | null = null;
  let endedAt = -Infinity;
  /** To write what is held back took so long the last time. */
  let wroteMs = 0;

  function forget(): void {
    heads.forget();
    rows.discard();
    noted = null;
    mayHold = true;
  }

  function begin(): void {
    const found = note.read();
    // As long as anything is held back, what is told with the first of it has been told.
    if (found === noted && noted !== "") return;
    onWrite();
    if (found === noted) return;
    forget();
    if (found !== "") makeUpFor({ db, events, projections, rows }, found);
    noted = "";
  }

  function apply(stored: StoredEvent<SyncEvent>): void {
    for (const { changes } of projections) for (const change of changes(stored)) put(change);
  }

  function put(change: RowChange): void {
    if (change.op !== "put" && !atOnce.has(change.table)) mayHold = false;
    rows.apply(change);
  }

  function write(): void {
    heads.flush();
    rows.flush();
    if (noted !== "") note.write("");
    noted = "";
    mayHold = true;
  }

  /** `noted` is empty where this transaction has the first events that are held back. */
  function end(last: number): void {
    if (heads.held() === 0) return;
    const isQuiet = runtime.elapsed() - endedAt >= quietMs;
    endedAt = runtime.elapsed();
    if (!mayHold || heads.held() > mostHeld || noted === "" && isQuiet) return write();
    if (noted === "") note.write(noted = behindAfter(last));
    const { leastMs, mostMs, writing } = holding;
    timer ??= runtime.after(Math.min(mostMs, Math.max(leastMs, wroteMs / writing)), () => {
      timer = null;
      const startedAt = runtime.elapsed();
      settleIfPossible();
      wroteMs = runtime.elapsed() - startedAt;
    });
  }

  function othersWrote(): boolean {
    if (isOwner) return false;
    const version = dataVersion.get()?.["data_version"];
    const isOther = version !== seenVersion;
    seenVersion = version;
    return isOther;
  }

  function owes(): boolean {
    if (heads.held() > 0) return true;
    if (!othersWrote() && noted === "") return false;
    noted = note.read() === "" ? "" : null;
    return noted === null;
  }

  /** No wait for the disk: the events are there, and what is lost with the power is made up for. */
  function settle(): void {
    if (!owes()) return;
    db.exec("PRAGMA synchronous=NORMAL");
    try {
      db.transaction(() => {
        begin();
        write();
      });
    } catch (thrown) {
      forget();
      throw thrown;
    } finally {
      db.exec("PRAGMA synchronous=FULL");
    }
  }

  function settled<T>(read: () => T): T {
    try {
      settle();
    } catch (thrown) {
      if (!isDiskFull(thrown)) throw thrown;
      return db.undone(() => {
        makeUpWithin({ db, events, projections });
        return read();
      }, "writing");
    }
    return read();
  }

  /** Whoever asks next, or opens the log, meets the same, or makes up for it. */
  function settleIfPossible(): void {
    try {
      settle();
    } catch (thrown) {
      if (!(thrown instanceof SyncError)) throw thrown;
    }
  }

  let lastBefore = 0;
  return {
    heads,
    begin() {
      begin();
      lastBefore = heads.lastPosition();
    },
    apply,
    end: () => end(lastBefore),
    write,
    forget,
    settle,
    settled,
    versionOf(streamId) {
      const read = () => events.streamVersion(streamId);
      if (heads.held() === 0 || othersWrote()) return settled(read);
      return heads.heldVersion(streamId) ?? read();
    },
    close() {
      timer?.[Symbol.dispose]();
      settleIfPossible();
    },
  };
}
