import { files } from "@system/files.ts";
import { SyncError } from "@/domain/errors.ts";
import { type Database, type DatabaseOptions, openDatabase } from "@/adapters/sqlite/database.ts";
import { createDatabaseFile } from "@/adapters/sqlite/log_file.ts";
import { applySteps, schemaOf } from "@/adapters/sqlite/numbered_steps.ts";
import { kindOf } from "@/adapters/sqlite/sqlite_errors.ts";

/** "VSNT" */
const applicationId = 0x56534e54;

/**
 * Step n brings a file of schema n to n + 1; a step is never changed once released. `items` are seen,
 * `flights` are taken by a run that has not printed them yet, or died over it.
 */
const steps: readonly string[] = [
  `CREATE TABLE sets(
     set_id INTEGER PRIMARY KEY,
     name TEXT NOT NULL UNIQUE
   );
   CREATE TABLE items(
     set_id INTEGER NOT NULL,
     id TEXT NOT NULL,
     digest TEXT NOT NULL,
     seen_at INTEGER NOT NULL,
     PRIMARY KEY(set_id, id)
   ) WITHOUT ROWID;
   CREATE TABLE flights(
     set_id INTEGER NOT NULL,
     id TEXT NOT NULL,
     digest TEXT NOT NULL,
     line TEXT NOT NULL,
     reserved_at INTEGER NOT NULL,
     holder TEXT NOT NULL,
     is_change INTEGER NOT NULL,
     token TEXT NOT NULL,
     PRIMARY KEY(set_id, id)
   ) WITHOUT ROWID;
   CREATE TABLE marks(
     set_id INTEGER NOT NULL,
     name TEXT NOT NULL,
     position INTEGER NOT NULL,
     PRIMARY KEY(set_id, name)
   ) WITHOUT ROWID;`,
];

/** Many processes may be before this one, and each waits for the disk. */
const options: DatabaseOptions = { busyTimeoutMs: 60_000, translate: noticesError };

/**
 * The database of what was seen, made where it is not there.
 * @throws {SyncError} `STATE_DAMAGED`, `LOG_NEWER`, `CONFIG`, `DISK_FULL`, `LOCKED`.
 */
export function openNotices(path: string): Database {
  if (!isThere(path)) createDatabaseFile(path, initialise, options);
  const db = openDatabase(path, options);
  try {
    migrate(db);
    return db;
  } catch (thrown) {
    db.close();
    throw thrown;
  }
}

function initialise(db: Database): void {
  db.exec(`PRAGMA journal_mode=WAL; PRAGMA application_id=${applicationId}`);
  db.transaction(() => applySteps(db, steps, 0));
}

function migrate(db: Database): void {
  if (db.get("PRAGMA application_id")?.["application_id"] !== applicationId) {
    throw damaged(db.path, "it is not what vikunja-sync wrote");
  }
  if (schemaOf(db) === steps.length) return;
  db.transaction(() => {
    const schema = schemaOf(db);
    if (schema > steps.length) throw newer(db.path, schema);
    applySteps(db, steps, schema);
  });
}

function isThere(path: string): boolean {
  try {
    return files.facts(path) !== null;
  } catch (thrown) {
    throw noticesError(thrown, path);
  }
}

function newer(path: string, schema: number): SyncError {
  return new SyncError(
    "LOG_NEWER",
    `Cannot open ${path}: its schema is ${schema}, this version knows ${steps.length}`,
    { hint: "A newer vikunja-sync wrote it; use that one.", details: { path, schema } },
  );
}

function damaged(path: string, problem: string, cause?: unknown): SyncError {
  return new SyncError("STATE_DAMAGED", `Cannot read what was seen from ${path}: ${problem}`, {
    cause,
    hint:
      "Nothing was changed. Put a good copy in its place, or move it away: then everything is new.",
    details: { path },
  });
}

/** What SQLite or the system threw about the file at `path`. */
function noticesError(thrown: unknown, path: string): Error {
  if (thrown instanceof SyncError) return thrown;
  if (!(thrown instanceof Error)) return new SyncError("INTERNAL", String(thrown));
  const about = { cause: thrown, details: { path } };
  switch (kindOf(thrown)) {
    case "damaged":
      return damaged(path, thrown.message, thrown);
    case "full":
      return new SyncError("DISK_FULL", `Cannot write ${path}: ${thrown.message}`, {
        ...about,
        hint: "Nothing was half-written. Make room on that disk and run the command again.",
      });
    case "locked":
      return new SyncError("LOCKED", `Cannot use ${path}: another process writes it`, {
        ...about,
        retryable: true,
        retryAfterMs: 1_000,
      });
    case "denied":
      return new SyncError("CONFIG", `Cannot open ${path}: ${thrown.message}`, {
        ...about,
        hint: "Look at who owns the state folder and what is in it, or set VIKUNJA_SYNC_STATE_DIR.",
      });
    case null:
      return new SyncError("INTERNAL", `Cannot use ${path}: ${thrown.message}`, about);
  }
}
