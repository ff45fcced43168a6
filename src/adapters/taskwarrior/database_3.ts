import { DatabaseSync } from "node:sqlite";
import { SyncError } from "@/domain/errors.ts";
import { unwritableHint } from "@/adapters/taskwarrior/unwritable.ts";

/** What no waiting mends: not a database, a damaged one, or one without our tables. */
const lasting = /not a database|malformed|no such (table|column)/i;

/**
 * Reads Taskwarrior 3's database while `use` runs; nothing is written.
 * @throws {SyncError} `TASK_FAILED`, with the file's name, where it cannot be opened or read.
 */
export function readDatabase<T>(path: string, use: (database: DatabaseSync) => T): T {
  try {
    using database = new DatabaseSync(path, { readOnly: true, timeout: 2_000 });
    return use(database);
  } catch (error) {
    throw isOfSqlite(error) ? unreadable(path, error) : error;
  }
}

/** Another program is writing. */
export interface Busy {
  readonly kind: "busy";
}

/**
 * Opens the database to write, never making one; whatever `use` leaves uncommitted is taken back.
 * @throws {SyncError} `TASK_FAILED`, with the file's name: nothing was written.
 */
export function writeDatabase<T>(path: string, use: (database: DatabaseSync) => T): T | Busy {
  // Deno takes an address with `mode=rw` for a path where not everything is allowed, so it is looked for before.
  if (inodeOf(path) === null) throw unwritable(path, new Error("there is no such file"));
  try {
    // Double quotes: the generated column of version 0.1 has them around its texts.
    const options = { timeout: 0, enableDoubleQuotedStringLiterals: true };
    using database = new DatabaseSync(path, options);
    return use(database);
  } catch (error) {
    if (!isOfSqlite(error)) throw error;
    if (/database( table)? is locked|busy/i.test(error.message)) return { kind: "busy" };
    throw unwritable(path, error);
  }
}

/** `null`: there is no such file. @throws {SyncError} `TASK_FAILED` where that cannot be told. */
export function inodeOf(path: string): number | null {
  try {
    return Deno.statSync(path).ino ?? 0;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error instanceof Error ? unreadable(path, error) : error;
  }
}

function isOfSqlite(error: unknown): error is Error {
  return error instanceof Error && "code" in error && error.code === "ERR_SQLITE_ERROR";
}

function unwritable(path: string, cause: Error): SyncError {
  const retryable = !lasting.test(cause.message);
  return new SyncError(
    "TASK_FAILED",
    `Cannot write tasks: Taskwarrior's database cannot be written (${path}: ${cause.message})`,
    {
      retryable,
      cause,
      hint: retryable
        ? unwritableHint
        : "See whether `task export` still reads it; if not, bring the file back from a backup.",
    },
  );
}

function unreadable(path: string, cause: Error): SyncError {
  const retryable = !lasting.test(cause.message);
  const because = cause.message.includes(path) ? cause.message : `${path}: ${cause.message}`;
  return new SyncError(
    "TASK_FAILED",
    `Cannot read tasks: Taskwarrior's database cannot be opened or read (${because})`,
    {
      retryable,
      cause,
      hint: retryable
        ? "Check the permissions of the file and its folder, and that the disk is neither full nor " +
          "mounted read-only: SQLite needs to write beside the file even to read it."
        : "See whether `task export` still reads it; if not, bring the file back from a backup.",
    },
  );
}
