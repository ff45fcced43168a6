import type { Projection } from "@/domain/projection.ts";
import { createBehindNote, positionIn } from "@/adapters/sqlite/behind_note.ts";
import type { Database } from "@/adapters/sqlite/database.ts";
import type { EventReader } from "@/adapters/sqlite/event_reader.ts";
import { createRowWriter, type RowWriter } from "@/adapters/sqlite/row_writer.ts";

interface MakeUpDeps {
  readonly db: Database;
  readonly events: Pick<EventReader, "readAll">;
  readonly projections: readonly Projection[];
  /** Of all tables. */
  readonly rows: RowWriter;
}

const pageLength = 1_000;

/** Brings the derived tables from where the note says that they are to the last event; in a transaction. */
export function makeUpFor({ db, events, projections, rows }: MakeUpDeps, noted: string): void {
  const from = positionIn(db, noted);
  endStreams(db, from);
  const late = projections.filter(({ tables }) =>
    tables.every(({ unique }) => unique === undefined)
  );
  for (let position = from;;) {
    const page = events.readAll(position, pageLength);
    for (const stored of page) {
      position = stored.position;
      for (const { changes } of late) for (const change of changes(stored)) rows.apply(change);
    }
    rows.flush();
    if (page.length === 0) break;
  }
  createBehindNote(db).write("");
}

/** The same where nobody has begun with it, of those projections whose tables are there as they are described. */
export function makeUpAtOpen(deps: Omit<MakeUpDeps, "rows">): void {
  const note = createBehindNote(deps.db);
  if (note.read() === "") return;
  const rows = createRowWriter(deps.db, deps.projections.flatMap(({ tables }) => tables));
  deps.db.transaction(() => {
    const found = note.read();
    if (found !== "") makeUpFor({ ...deps, rows }, found);
  });
}

/** Where the streams of the events after that position end. */
export function endStreams(db: Database, position: number): void {
  db.run(
    `INSERT INTO streams(stream_id, version, head)
     SELECT stream_id, max(version), max(position) FROM events WHERE position > ? GROUP BY stream_id
     ON CONFLICT(stream_id) DO UPDATE SET version=excluded.version, head=excluded.head`,
    position,
  );
}
