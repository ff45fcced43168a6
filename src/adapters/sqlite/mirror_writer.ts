import type { SyncEvent } from "@/domain/events.ts";
import type { Cell, Projection, Row } from "@/domain/projection.ts";
import type { StoredEvent } from "@/domain/stored_event.ts";
import type { EventRow } from "@/ports/event_row.ts";
import { createBulkInsert } from "@/adapters/sqlite/bulk_insert.ts";
import type { Database } from "@/adapters/sqlite/database.ts";
import { eventColumns } from "@/ports/event_row.ts";
import { toStoredEvent } from "@/adapters/sqlite/event_rows.ts";
import { createRowWriter } from "@/adapters/sqlite/row_writer.ts";
import { createStreamHeads } from "@/adapters/sqlite/stream_heads.ts";
import { damaged } from "@/adapters/sqlite/sqlite_errors.ts";

interface MirrorWriter {
  lastPosition(): number;
  /**
   * Puts in what the shared log has; what is here already is passed over.
   * @throws {SyncError} `LOG_DAMAGED`: one of them is not as it was written, or comes after one that is missing.
   */
  write(rows: readonly EventRow[], stored?: readonly StoredEvent<SyncEvent>[]): void;
}

interface WriterDeps {
  readonly db: Database;
  readonly projections: readonly Projection[];
  /** In each transaction. */
  readonly onWrite: () => void;
  /** Where the rows come from, for errors. */
  readonly shownAs: string;
}

export function createMirrorWriter(
  { db, projections, onWrite, shownAs }: WriterDeps,
): MirrorWriter {
  const heads = createStreamHeads(db);
  const tables = createRowWriter(db, projections.flatMap((projection) => projection.tables));
  const insertEvents = createBulkInsert(db, "events", eventColumns);
  const selectLast = db.statement("SELECT max(position) AS last FROM events");
  const lastPosition = () => Number(selectLast.get()?.["last"] ?? 0);
  /** What was last written here: somebody else's writes make what is remembered of rows stale. */
  let own: number | null = null;

  function forget(): void {
    heads.forget();
    tables.discard();
    own = null;
  }

  function add(rows: readonly EventRow[], stored: readonly StoredEvent<SyncEvent>[]): void {
    const cells: Cell[] = [];
    for (const [index, row] of rows.entries()) {
      const event = stored[index] ?? toStoredEvent(asRow(row), shownAs);
      const { position, streamId, version } = row;
      if (position <= heads.lastPosition()) {
        throw damaged(shownAs, `the event at position ${position} is not in its place`);
      }
      if (version !== heads.of(streamId).version + 1) {
        throw damaged(shownAs, `events of task ${streamId} are missing before ${position}`);
      }
      for (const cell of cellsOf(row)) cells.push(cell);
      heads.advance(streamId, { version, position });
      for (const { changes } of projections) {
        for (const change of changes(event)) tables.apply(change);
      }
    }
    insertEvents.run(cells);
    heads.flush();
    tables.flush();
  }

  return {
    lastPosition,
    write(rows, stored = []) {
      try {
        db.transaction(() => {
          const last = lastPosition();
          if (last !== own) forget();
          const from = rows.findIndex(({ position }) => position > last);
          if (from < 0) return;
          onWrite();
          add(rows.slice(from), stored.slice(from));
        });
        own = lastPosition();
      } catch (thrown) {
        forget();
        throw thrown;
      }
    },
  };
}

function cellsOf(row: EventRow): readonly Cell[] {
  const { position, streamId, version, previous, type, schema, recordedAt, data, sum } = row;
  return [position, streamId, version, previous, type, schema, recordedAt, data, sum];
}

function asRow(row: EventRow): Row {
  return Object.fromEntries(cellsOf(row).map((cell, at) => [eventColumns[at], cell]));
}
