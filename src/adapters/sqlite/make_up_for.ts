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
  const known = tablesAtOnce(projections);
  for (let position = from;;) {
    const page = events.readAll(position, pageLength);
    for (const stored of page) {
      position = stored.position;
      for (const { changes } of projections) {
        for (const change of changes(stored)) if (!known.has(change.table)) rows.apply(change);
      }
    }
    rows.flush();
    if (page.length === 0) break;
  }
  createBehindNote(db).write("");
}

/** Those that are never behind: a unique rule decides who is refused. */
export function tablesAtOnce(projections: readonly Projection[]): ReadonlySet<string> {
  return new Set(
    projections.flatMap(({ tables }) => tables).filter(({ unique }) => unique !== undefined)
      .map(({ name }) => name),
  );
}

/** The same where nobody has begun with it, of those projections whose tables are there as they are described. */
export function makeUpAtOpen(deps: Omit<MakeUpDeps, "rows">): void {
  if (createBehindNote(deps.db).read() !== "") deps.db.transaction(() => makeUpWithin(deps));
}

/** The same, in a transaction. */
export function makeUpWithin(deps: Omit<MakeUpDeps, "rows">): void {
  const noted = createBehindNote(deps.db).read();
  if (noted === "") return;
  const rows = createRowWriter(deps.db, deps.projections.flatMap(({ tables }) => tables));
  makeUpFor({ ...deps, rows }, noted);
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
