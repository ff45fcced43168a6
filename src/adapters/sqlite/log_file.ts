import { files } from "@system/files.ts";
import { dirname } from "@/ports/paths.ts";
import { type Database, type DatabaseOptions, openDatabase } from "@/adapters/sqlite/database.ts";
import { initialise } from "@/adapters/sqlite/migrations.ts";
import { ifThere } from "@/ports/missing.ts";
import { systemCode } from "@/ports/system_code.ts";
import { damaged, logError } from "@/adapters/sqlite/sqlite_errors.ts";

/**
 * Sees to it that a log is at `path`.
 *
 * A new one is made under another name and linked into place whole. So we never leave an empty or
 * half-made file behind: one that is there was cut, and is reported, never taken for a new log.
 * The folder is made 0700, the file 0600.
 * @throws {SyncError} `LOG_DAMAGED`, `CONFIG`, `DISK_FULL`.
 */
export function provideLogFile(path: string): void {
  const size = sizeOf(path);
  if (size === null) {
    if ((sizeOf(`${path}-wal`) ?? 0) > 0) {
      throw damaged(path, "the log itself is gone, and only its write-ahead file is there");
    }
    return createLogFile(path);
  }
  if (size === 0) throw damaged(path, "the file is empty");
}

/**
 * Makes a log without events; one that is there already stays as it is.
 * @throws {SyncError} `CONFIG`, `DISK_FULL`.
 */
export function createLogFile(path: string, fill: (db: Database) => void = () => {}): void {
  createDatabaseFile(path, (db) => {
    initialise(db);
    fill(db);
  });
}

/** Makes a database under another name, fills it and links it into place; one that is there stays. */
export function createDatabaseFile(
  path: string,
  fill: (db: Database) => void,
  options: DatabaseOptions = {},
): void {
  const { translate = logError } = options;
  const draft = `${path}.new-${crypto.randomUUID()}`;
  try {
    files.makeFolder(dirname(path), 0o700);
    files.open(draft, { write: true, createNew: true, mode: 0o600 }).close();
    const db = openDatabase(draft, options);
    try {
      fill(db);
    } finally {
      db.close();
    }
    linkIntoPlace(draft, path);
  } catch (thrown) {
    throw translate(thrown, path);
  } finally {
    removeIfThere(draft);
  }
}

/** Of two processes that make the log at once one wins, and both use that one's. */
function linkIntoPlace(draft: string, path: string): void {
  try {
    files.link(draft, path);
  } catch (thrown) {
    if (systemCode(thrown) !== "EEXIST") throw thrown;
  }
  using folder = files.open(dirname(path), { read: true });
  folder.sync();
}

/**
 * Pages that are only in the write-ahead file are not missing; SQLite looks for those itself. The file is
 * not opened for this: closing it again would drop the locks that SQLite has on it in this process.
 * @throws {SyncError} `LOG_DAMAGED`: it is shorter than it says it is.
 */
export function checkLength(db: Database): void {
  if ((sizeOf(`${db.path}-wal`) ?? 0) > 0) return;
  const pageSize = Number(db.get("PRAGMA page_size")?.["page_size"]);
  const expected = pageSize * Number(db.get("PRAGMA page_count")?.["page_count"]);
  const size = sizeOf(db.path) ?? 0;
  if (size >= expected) return;
  throw damaged(db.shownAs, `it was cut: ${size} of ${expected} bytes are there`, undefined, {
    size,
    expected,
  });
}

/** `null`: not there. */
function sizeOf(path: string): number | null {
  try {
    return files.facts(path)?.size ?? null;
  } catch (thrown) {
    throw logError(thrown, path);
  }
}

function removeIfThere(path: string): void {
  ifThere(() => files.remove(path));
}
