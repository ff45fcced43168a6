import { SyncError } from "@/domain/errors.ts";
import type { SyncEvent } from "@/domain/events.ts";
import type { Cell, Projection } from "@/domain/projection.ts";
import type { StoredEvent } from "@/domain/stored_event.ts";
import { createBulkInsert } from "@/adapters/sqlite/bulk_insert.ts";
import type { Database } from "@/adapters/sqlite/database.ts";
import type { EncodedAppend } from "@/adapters/sqlite/encoded_append.ts";
import { eventColumns } from "@/adapters/sqlite/event_rows.ts";
import { createRowWriter } from "@/adapters/sqlite/row_writer.ts";
import { UniqueViolation } from "@/adapters/sqlite/sqlite_errors.ts";
import { createStreamHeads } from "@/adapters/sqlite/stream_heads.ts";

/** What became of one caller's append: stored, or refused while the others go through. */
export type Outcome =
  | { readonly stored: readonly StoredEvent<SyncEvent>[]; readonly refusal: null }
  | { readonly stored: null; readonly refusal: SyncError };

export interface CommitterDeps {
  readonly db: Database;
  readonly projections: readonly Projection[];
  readonly now: () => Date;
}

/**
 * Writes many callers' appends in one transaction.
 *
 * Versions are checked before anything of an append is written, so a conflict costs the others nothing. A
 * unique rule of a projection speaks up only when rows are written: then all is rolled back and done
 * again with a savepoint an append, which takes out exactly those that the rule refuses.
 */
export function createCommitter(
  deps: CommitterDeps,
): (requests: readonly (readonly EncodedAppend[])[]) => readonly Outcome[] {
  const { db, projections } = deps;
  const heads = createStreamHeads(db);
  const rows = createRowWriter(db, projections.flatMap((projection) => projection.tables));
  const insertEvents = createBulkInsert(db, "events", eventColumns);
  let cells: Cell[] = [];

  function transact(write: (recordedAt: string) => readonly Outcome[]): readonly Outcome[] {
    try {
      return db.transaction(() => {
        heads.refresh();
        const outcomes = write(deps.now().toISOString());
        flush();
        return outcomes;
      });
    } catch (thrown) {
      discard();
      throw thrown;
    }
  }

  function flush(): void {
    insertEvents.run(cells);
    cells = [];
    heads.flush();
    rows.flush();
  }

  function discard(): void {
    cells = [];
    heads.forget();
    rows.discard();
  }

  function add(request: readonly EncodedAppend[], recordedAt: string): Outcome {
    const refusal = conflictIn(request);
    if (refusal !== null) return { stored: null, refusal };
    const stored = request.flatMap((append) => addToStream(append, recordedAt));
    return { stored, refusal: null };
  }

  function conflictIn(request: readonly EncodedAppend[]): SyncError | null {
    const added = new Map<string, number>();
    for (const { streamId, expectedVersion, events } of request) {
      const actual = heads.of(streamId).version + (added.get(streamId) ?? 0);
      if (actual !== expectedVersion) return versionConflict(streamId, expectedVersion, actual);
      if (request.length > 1) added.set(streamId, (added.get(streamId) ?? 0) + events.length);
    }
    return null;
  }

  function addToStream(
    { streamId, events }: EncodedAppend,
    recordedAt: string,
  ): readonly StoredEvent<SyncEvent>[] {
    return events.map(({ event, schema, data }) => {
      const before = heads.of(streamId);
      const version = before.version + 1;
      const position = heads.lastPosition + 1;
      cells.push(
        position,
        streamId,
        version,
        before.position,
        event.type,
        schema,
        recordedAt,
        data,
      );
      heads.advance(streamId, { version, position });
      const stored = { position, streamId, version, recordedAt, event };
      for (const projection of projections) {
        for (const change of projection.changes(stored)) rows.apply(change);
      }
      return stored;
    });
  }

  function addAlone(request: readonly EncodedAppend[], recordedAt: string): Outcome {
    db.run("SAVEPOINT append");
    try {
      const outcome = add(request, recordedAt);
      flush();
      db.run("RELEASE append");
      return outcome;
    } catch (thrown) {
      if (!(thrown instanceof UniqueViolation)) throw thrown;
      db.run("ROLLBACK TO append");
      db.run("RELEASE append");
      discard();
      heads.refresh();
      return { stored: null, refusal: thrown.refusal };
    }
  }

  return (requests) => {
    try {
      return transact((at) => requests.map((request) => add(request, at)));
    } catch (thrown) {
      if (!(thrown instanceof UniqueViolation)) throw thrown;
      return transact((at) => requests.map((request) => addAlone(request, at)));
    }
  };
}

function versionConflict(streamId: string, expected: number, actual: number): SyncError {
  return new SyncError(
    "VERSION_CONFLICT",
    `Cannot append to task ${streamId}: it has ${actual} events, not ${expected}`,
    { retryable: true, details: { streamId, expected, actual } },
  );
}
