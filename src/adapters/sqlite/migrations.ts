import { SyncError } from "@/domain/errors.ts";
import type { Database } from "@/adapters/sqlite/database.ts";
import { applySteps, schemaOf } from "@/adapters/sqlite/numbered_steps.ts";
import { damaged } from "@/adapters/sqlite/sqlite_errors.ts";

/** "VSLG": tells our log from any other SQLite file. */
export const applicationId = 0x56534c47;

/**
 * Step n brings a log of schema n to n + 1; a step is never changed once released.
 *
 * A stream is a chain: `streams.head` is the position of its last event, `previous` that of the one
 * before (0: none). An index over (stream_id, version) would say the same, but it puts every event of a
 * group commit on a page of its own. That a stream has each version once is checked against
 * `streams.version`, in the transaction.
 */
const migrations: readonly string[] = [
  `CREATE TABLE events(
     position INTEGER PRIMARY KEY,
     stream_id TEXT NOT NULL,
     version INTEGER NOT NULL,
     previous INTEGER NOT NULL,
     type TEXT NOT NULL,
     schema INTEGER NOT NULL,
     recorded_at TEXT NOT NULL,
     data TEXT NOT NULL
   );
   CREATE TABLE streams(
     stream_id TEXT PRIMARY KEY,
     version INTEGER NOT NULL,
     head INTEGER NOT NULL
   ) WITHOUT ROWID;
   CREATE TABLE projections(
     name TEXT PRIMARY KEY,
     version INTEGER NOT NULL,
     tables TEXT NOT NULL
   ) WITHOUT ROWID;
   CREATE TABLE snapshots(
     stream_id TEXT NOT NULL,
     machine TEXT NOT NULL,
     version INTEGER NOT NULL,
     state TEXT NOT NULL,
     PRIMARY KEY(stream_id, machine)
   ) WITHOUT ROWID;`,
];

/** Makes the tables of an empty file. */
export function initialise(db: Database): void {
  db.exec(`PRAGMA journal_mode=WAL; PRAGMA application_id=${applicationId}`);
  db.transaction(() => migrateFrom(db, 0));
}

/**
 * Brings an existing log up to date.
 * @throws {SyncError} `LOG_NEWER`; `LOG_DAMAGED` where the file is no log of ours.
 */
export function migrate(db: Database): void {
  if (db.get("PRAGMA application_id")?.["application_id"] !== applicationId) {
    throw damaged(db.shownAs, "it is a database, but not a log of vikunja-sync");
  }
  if (schemaOf(db) === migrations.length) return;
  db.transaction(() => migrateFrom(db, schemaOf(db)));
}

function migrateFrom(db: Database, schema: number): void {
  if (schema > migrations.length) {
    throw new SyncError(
      "LOG_NEWER",
      `Cannot open the log at ${db.shownAs}: its schema is ${schema}, ` +
        `this version knows ${migrations.length}`,
      {
        hint: "A newer vikunja-sync wrote this log; use that one.",
        details: { path: db.shownAs, schema, known: migrations.length },
      },
    );
  }
  applySteps(db, migrations, schema);
}
