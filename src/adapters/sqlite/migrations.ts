import { SyncError } from "@/domain/errors.ts";
import type { Database } from "@/adapters/sqlite/database.ts";
import { archiveTables } from "@/adapters/sqlite/archive.ts";
import { sumEvents } from "@/adapters/sqlite/event_rows.ts";
import { behindNote } from "@/adapters/sqlite/behind_note.ts";
import { applySteps, schemaOf, type Step } from "@/adapters/sqlite/numbered_steps.ts";
import { chainProblems, pageProblems } from "@/adapters/sqlite/file_problems.ts";
import { note, noteOf } from "@/adapters/sqlite/notes.ts";
import { damaged } from "@/adapters/sqlite/sqlite_errors.ts";

const schemaNote = "schema";

/** "VSLG": tells our log from any other SQLite file. */
const applicationId = 0x56534c47;

/**
 * Step n brings a log of schema n to n + 1; a step is never changed once released.
 *
 * A stream is a chain: `streams.head` is the position of its last event, `previous` that of the one
 * before (0: none). An index over (stream_id, version) would say the same, but it puts every event of a
 * group commit on a page of its own. That a stream has each version once is checked against
 * `streams.version`, in the transaction.
 */
const migrations: readonly Step[] = [
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
  addSums,
  archiveTables,
  `INSERT INTO checks(name, value) VALUES ('${behindNote}', '')`,
];

/** Each event and snapshot carries its sum from then on; what is there already must be whole. */
function addSums(db: Database): void {
  db.exec(`ALTER TABLE events ADD COLUMN sum INTEGER NOT NULL DEFAULT 0;
    DELETE FROM snapshots;
    ALTER TABLE snapshots ADD COLUMN sum INTEGER NOT NULL DEFAULT 0;
    CREATE TABLE checks(name TEXT PRIMARY KEY, value) WITHOUT ROWID;
    INSERT INTO checks(name, value) VALUES ('derived', '')`);
  sumEvents(db);
}

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
  const schema = schemaOf(db);
  if (schema === migrations.length) return checkSchemaNumber(db, schema);
  if (schema > migrations.length) checkSchemaNumber(db, schema);
  const problems = schema > migrations.length ? [] : [...pageProblems(db), ...chainProblems(db)];
  if (problems.length > 0) throw damaged(db.shownAs, problems.join("; "));
  db.transaction(() => migrateFrom(db, schema));
}

/** The number stands in the file's header, where one flipped bit would make another version's log of it. */
function checkSchemaNumber(db: Database, schema: number): void {
  const noted = noteOf(db, schemaNote);
  if (noted === schema) return;
  throw damaged(db.shownAs, `its header says schema ${schema}, and its tables ${noted}`);
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
  note(db, schemaNote, migrations.length);
}
