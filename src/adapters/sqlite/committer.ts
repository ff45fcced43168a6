import type { SyncError } from "@/domain/errors.ts";
import type { SyncEvent } from "@/domain/events.ts";
import type { Cell } from "@/domain/projection.ts";
import { instantWriter } from "@/domain/instant.ts";
import type { StoredEvent } from "@/domain/stored_event.ts";
import { versionConflict } from "@/domain/version_conflict.ts";
import { createBulkInsert } from "@/adapters/sqlite/bulk_insert.ts";
import type { Database } from "@/adapters/sqlite/database.ts";
import type { DerivedTables } from "@/adapters/sqlite/derived_tables.ts";
import type { EncodedAppend, EncodedEvent } from "@/adapters/sqlite/encoded_append.ts";
import { type EventPlace, eventSum } from "@/adapters/sqlite/event_sum.ts";
import { eventColumns } from "@/ports/event_row.ts";
import { isConstraintViolation, UniqueViolation } from "@/adapters/sqlite/sqlite_errors.ts";

/** What became of one caller's append: stored, or refused while the others go through. */
export type Outcome =
  | { readonly stored: readonly StoredEvent<SyncEvent>[]; readonly refusal: null }
  | { readonly stored: null; readonly refusal: SyncError };

interface CommitterDeps {
  readonly db: Database;
  readonly tables: DerivedTables;
  readonly now: () => Date;
}

/**
 * Writes many callers' appends in one transaction.
 *
 * Versions are checked before anything of an append is written, so a conflict costs the others nothing.
 * What only shows when rows are written (a unique rule of a projection, a position that another process
 * took) rolls everything back, and it is done again with a savepoint an append: that takes out exactly
 * those that a rule refuses.
 */
export function createCommitter(
  { db, tables, now }: CommitterDeps,
): (requests: readonly (readonly EncodedAppend[])[]) => readonly Outcome[] {
  const { heads } = tables;
  const insertEvents = createBulkInsert(db, "events", eventColumns);
  const instant = instantWriter();
  let cells: Cell[] = [];

  function transact(
    requests: readonly (readonly EncodedAppend[])[],
    add: (request: readonly EncodedAppend[], recordedAt: string) => Outcome,
    end: () => void,
  ): readonly Outcome[] {
    try {
      return db.transaction(() => {
        const recordedAt = instant(now().getTime());
        tables.begin();
        const outcomes = requests.map((request) => add(request, recordedAt));
        end();
        return outcomes;
      });
    } catch (thrown) {
      discard();
      throw thrown;
    }
  }

  function endTogether(): void {
    insertEvents.run(cells);
    cells = [];
    tables.end();
  }

  function writeAll(): void {
    insertEvents.run(cells);
    cells = [];
    tables.write();
  }

  function discard(): void {
    cells = [];
    tables.forget();
  }

  function add(request: readonly EncodedAppend[], recordedAt: string): Outcome {
    const refusal = conflictIn(request);
    if (refusal !== null) return { stored: null, refusal };
    const stored: StoredEvent<SyncEvent>[] = [];
    for (const { streamId, events } of request) {
      for (const encoded of events) stored.push(addEvent(streamId, encoded, recordedAt));
    }
    return { stored, refusal: null };
  }

  function conflictIn(request: readonly EncodedAppend[]): SyncError | null {
    const [only, ...more] = request;
    if (only !== undefined && more.length === 0) return conflictOf(only, 0);
    const added = new Map<string, number>();
    for (const each of request) {
      const own = added.get(each.streamId) ?? 0;
      const conflict = conflictOf(each, own);
      if (conflict !== null) return conflict;
      added.set(each.streamId, own + each.events.length);
    }
    return null;
  }

  /** `own`: events of the stream that come before it in the same request. */
  function conflictOf(
    { streamId, expectedVersion }: EncodedAppend,
    own: number,
  ): SyncError | null {
    if (heads.of(streamId).version + own === expectedVersion) return null;
    const actual = heads.reload(streamId).version + own;
    return actual === expectedVersion ? null : versionConflict(streamId, expectedVersion, actual);
  }

  function addEvent(
    streamId: string,
    { event, schema, data }: EncodedEvent,
    recordedAt: string,
  ): StoredEvent<SyncEvent> {
    const before = heads.of(streamId);
    const version = before.version + 1;
    const position = heads.lastPosition() + 1;
    const { type } = event;
    const previous = before.position;
    const place: EventPlace = [position, streamId, version, previous, type, schema, recordedAt];
    const sum = eventSum(place, data);
    cells.push(position, streamId, version, previous, type, schema, recordedAt, data, sum);
    heads.advance(streamId, { version, position });
    const stored = { position, streamId, version, recordedAt, event };
    tables.apply(stored);
    return stored;
  }

  /** Nothing is held back then: what an earlier commit held back would go with one that is refused. */
  function addAlone(request: readonly EncodedAppend[], recordedAt: string): Outcome {
    tables.write();
    db.run("SAVEPOINT append");
    try {
      const outcome = add(request, recordedAt);
      writeAll();
      db.run("RELEASE append");
      return outcome;
    } catch (thrown) {
      if (!(thrown instanceof UniqueViolation)) throw thrown;
      db.run("ROLLBACK TO append");
      db.run("RELEASE append");
      discard();
      return { stored: null, refusal: thrown.refusal };
    }
  }

  return (requests) => {
    try {
      return transact(requests, add, endTogether);
    } catch (thrown) {
      if (!(thrown instanceof UniqueViolation) && !isConstraintViolation(thrown)) throw thrown;
      return transact(requests, addAlone, writeAll);
    }
  };
}
