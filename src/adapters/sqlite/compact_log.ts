import type { Cell, Row } from "@/domain/projection.ts";
import { inOneGo } from "@/domain/steps.ts";
import { archivedData, createArchive } from "@/adapters/sqlite/archive.ts";
import { completeUpTo } from "@/adapters/sqlite/behind_note.ts";
import { createArchiveWriter } from "@/adapters/sqlite/archive_writer.ts";
import { createBulkInsert } from "@/adapters/sqlite/bulk_insert.ts";
import { type Database, openDatabase } from "@/adapters/sqlite/database.ts";
import { createEventReader, rowsAfter } from "@/adapters/sqlite/event_reader.ts";
import { eventColumns } from "@/ports/event_row.ts";
import { createLogFile } from "@/adapters/sqlite/log_file.ts";
import { endStreams } from "@/adapters/sqlite/make_up_for.ts";
import { migrate } from "@/adapters/sqlite/migrations.ts";
import { damaged } from "@/adapters/sqlite/sqlite_errors.ts";

const pageLength = 1_000;
const streamColumns = ["stream_id", "version", "head"];
const snapshotColumns = ["stream_id", "machine", "version", "state", "sum"];

/**
 * Writes a log that says the same to `to`: what events until `before` (ISO) hold is compressed there. Reads both
 * again and compares them row by row. What is computed from events is not in it: whoever opens it computes it anew.
 * Gives the number of events that held it themselves before.
 * @throws {SyncError} `LOG_DAMAGED`; `DISK_FULL`; `CONFIG`.
 */
export function compactLog(from: string, to: string, before: string): number {
  createLogFile(to);
  const old = openDatabase(from);
  try {
    migrate(old);
    const behind = completeUpTo(old);
    if (behind === null) return copyCompacted(old, to, before);
    return old.undone(() => {
      endStreams(old, behind);
      return copyCompacted(old, to, before);
    }, "writing");
  } finally {
    old.close();
  }
}

function copyCompacted(old: Database, to: string, before: string): number {
  const until = Math.max(inOneGo(createEventReader(old).positionAt(before)), archivedUntil(old));
  const archived = newlyArchived(old, until);
  const made = openDatabase(to);
  try {
    made.transaction(() => write(old, made, until));
    compare(old, made);
    return archived;
  } finally {
    made.close();
  }
}

/** Position of the last event that holds nothing itself; 0: each does. */
function archivedUntil(db: Database): number {
  const row = db.get("SELECT max(position) AS last FROM events WHERE data = ?", archivedData);
  return Number(row?.["last"] ?? 0);
}

function newlyArchived(db: Database, until: number): number {
  const row = db.get(
    "SELECT count(*) AS count FROM events WHERE position <= ? AND data <> ?",
    until,
    archivedData,
  );
  return Number(row?.["count"] ?? 0);
}

function write(old: Database, made: Database, until: number): void {
  copyRows(old, made, "streams", streamColumns);
  copyRows(old, made, "snapshots", snapshotColumns);
  const insert = createBulkInsert(made, "events", eventColumns);
  for (const page of pagesOf(old)) {
    const rows = page.map((row) =>
      Number(row["position"]) > until ? row : { ...row, data: archivedData }
    );
    insert.run(rows.flatMap((row) => eventColumns.map((column) => row[column] ?? null)));
  }
  const archive = createArchiveWriter(made);
  const reader = createEventReader(old);
  // Those that began together are mostly read together.
  const begun = old.all("SELECT stream_id FROM events WHERE version = 1 ORDER BY position");
  for (const { stream_id } of begun) {
    const rows = reader.rowsOf(String(stream_id)).filter((row) => Number(row["position"]) <= until);
    archive.add(String(stream_id), rows.map((row) => String(row["data"])));
  }
  archive.flush();
}

function copyRows(old: Database, made: Database, table: string, columns: readonly string[]): void {
  const insert = createBulkInsert(made, table, columns);
  const cells: Cell[] = [];
  for (const row of old.all(`SELECT ${columns.join(",")} FROM ${table}`)) {
    for (const column of columns) cells.push(row[column] ?? null);
  }
  insert.run(cells);
}

/** Every event, with what it holds. */
function* pagesOf(db: Database): Generator<readonly Row[]> {
  const archive = createArchive(db);
  for (let position = 0;;) {
    const rows = archive.filled(rowsAfter(db, position, pageLength));
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows;
    position = Number(last["position"]);
  }
}

/** @throws {SyncError} `LOG_DAMAGED`: something is not in both. */
function compare(old: Database, made: Database): void {
  const copied = pagesOf(made);
  for (const page of pagesOf(old)) {
    if (!isSame(page, copied.next().value)) throw differs(old);
  }
  if (copied.next().done !== true) throw differs(old);
  for (
    const [table, columns] of [["streams", streamColumns], ["snapshots", snapshotColumns]] as const
  ) {
    const sql = `SELECT ${columns.join(",")} FROM ${table} ORDER BY 1, 2`;
    if (!isSame(old.all(sql), made.all(sql))) throw differs(old);
  }
}

function isSame(rows: readonly Row[], others: readonly Row[] | undefined | void): boolean {
  return JSON.stringify(rows) === JSON.stringify(others ?? null);
}

function differs({ shownAs }: Database): Error {
  return damaged(shownAs, "a compacted copy of it does not say the same");
}
