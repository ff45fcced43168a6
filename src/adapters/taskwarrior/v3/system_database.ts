import { files } from "@system/files.ts";
import { join } from "@/ports/paths.ts";
import { DatabaseSync } from "node:sqlite";
import { SyncError } from "@/domain/errors.ts";
import { operationIn } from "@/adapters/taskwarrior/v3/operation_3.ts";
import type { StoredTask } from "@/adapters/taskwarrior/v3/operations_3.ts";
import { type Prepared, statementsOf } from "@/adapters/taskwarrior/v3/prepared.ts";
import type {
  OperationPosition,
  StoredTasks,
  TaskDatabase,
  WritableTasks,
} from "@/adapters/taskwarrior/v3/task_database.ts";
import { isOfSqlite } from "@/ports/sqlite_fault.ts";
import { unreadable, unwritable } from "@/adapters/taskwarrior/common/database_errors.ts";

/**
 * SQLite opens the write-ahead file by its path, later than the database itself: of a folder that is moved in between it
 * shows the database without what was written last.
 */
const movedMeanwhile = "it was moved while it was open";

/** The database in the folder, as Taskwarrior 3 makes it; it is opened anew for each use, and never made. */
export function systemDatabase(folder: string): TaskDatabase {
  const path = join(folder, "taskchampion.sqlite3");
  return {
    path,
    identity: () => inodeOf(path),
    read(use) {
      return readIn(path, use, () => {
        const database = new DatabaseSync(path, { readOnly: true, timeout: 2_000 });
        return {
          prepared: statementsOf(database),
          [Symbol.dispose]: () => database.close(),
        };
      });
    },
    write(use) {
      // Deno takes an address with `mode=rw` for a path where not everything is allowed, so it is looked for before.
      const place = inodeOf(path);
      if (place === null) throw unwritable(path, new Error("there is no such file"));
      try {
        // Double quotes: the generated column of version 0.1 has them around its texts.
        const options = { timeout: 0, enableDoubleQuotedStringLiterals: true };
        using database = new DatabaseSync(path, options);
        database.exec("BEGIN IMMEDIATE");
        const value = use(writableTasks(database));
        if (inodeOf(path) !== place) throw unwritable(path, new Error(movedMeanwhile));
        database.exec("COMMIT");
        return { kind: "done", value };
      } catch (error) {
        if (!isOfSqlite(error)) throw error;
        if (/database( table)? is locked|busy/i.test(error.message)) return { kind: "busy" };
        throw unwritable(path, error);
      }
    },
  };
}

/** By a connection that is opened for it, or is kept. @throws {SyncError} as {@link TaskDatabase.read}. */
export function readIn<T>(
  path: string,
  use: (stored: StoredTasks) => T,
  open: () => { readonly prepared: Prepared } & Disposable,
): T {
  try {
    const place = inodeOf(path);
    using opened = open();
    const value = use(storedTasks(opened.prepared));
    if (inodeOf(path) !== place) throw unreadable(path, new Error(movedMeanwhile));
    return value;
  } catch (error) {
    throw isOfSqlite(error) ? unreadable(path, error) : error;
  }
}

function inodeOf(path: string): number | null {
  try {
    return files.facts(path)?.ino ?? null;
  } catch (error) {
    throw error instanceof Error ? unreadable(path, error) : error;
  }
}

function storedTasks(prepared: Prepared): StoredTasks {
  const rowOf = (sql: string, ...values: readonly (string | number)[]) =>
    prepared(sql).get(...values);
  return {
    ...taskRows(prepared),
    isMade: () => rowOf("SELECT 1 FROM sqlite_master WHERE name = 'tasks'") !== undefined,
    count: () => Number(rowOf("SELECT count(*) AS n FROM tasks")?.["n"] ?? 0),
    uuids: () => prepared("SELECT uuid FROM tasks").all().map(({ uuid }) => String(uuid)),
    position: () => positionOf(prepared),
    hasOperation: (id) => rowOf("SELECT 1 FROM operations WHERE id = ?", id) !== undefined,
    operations(after, upTo) {
      const rows = prepared(
        "SELECT id, data FROM operations WHERE id > ? AND id <= ? ORDER BY id",
      ).all(after, upTo);
      return rows.map((row) => ({ id: Number(row["id"]), operation: operationIn(row["data"]) }));
    },
    lastDelete(uuid) {
      const row = rowOf(
        `SELECT data FROM operations
          WHERE uuid = ? AND json_valid(data) AND json_extract(data, '$.Delete.uuid') IS NOT NULL
          ORDER BY id DESC LIMIT 1`,
        uuid,
      );
      return operationIn(row?.["data"]);
    },
    numbered(number) {
      const row = rowOf("SELECT uuid FROM working_set WHERE id = ?", number);
      return typeof row?.["uuid"] === "string" ? row["uuid"] : null;
    },
  };
}

function positionOf(prepared: Prepared): OperationPosition {
  const row = prepared(`SELECT
    (SELECT coalesce(max(id), 0) FROM operations) AS last,
    (SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'operations') AS highest,
    (SELECT value FROM sync_meta WHERE key = 'base_version') AS synced`).get();
  return {
    last: Number(row?.["last"]),
    highest: Number(row?.["highest"]),
    synced: row?.["synced"] === null ? null : String(row?.["synced"]),
  };
}

function taskRows(prepared: Prepared): Pick<StoredTasks, "strangeBecause" | "task"> {
  return {
    strangeBecause: () => strangeBecause(prepared),
    task(uuid) {
      const row = prepared("SELECT data FROM tasks WHERE uuid = ?").get(uuid);
      return row === undefined ? undefined : storedIn(String(row["data"]), uuid);
    },
  };
}

function writableTasks(database: DatabaseSync): WritableTasks {
  const prepared = statementsOf(database);
  const numbers = numbersIn(prepared);
  return {
    ...taskRows(prepared),
    setTask(uuid, stored) {
      prepared("INSERT OR REPLACE INTO tasks (uuid, data) VALUES (?, ?)")
        .run(uuid, JSON.stringify(Object.fromEntries(stored)));
    },
    giveNumber(uuid) {
      if (numbers.has(uuid)) return;
      prepared(`INSERT INTO working_set (id, uuid)
        VALUES ((SELECT coalesce(max(id), 0) + 1 FROM working_set), ?)`).run(uuid);
      numbers.note(uuid);
    },
    addOperation(operation) {
      const added = prepared("INSERT INTO operations (data) VALUES (?)").run(
        JSON.stringify(operation),
      );
      return Number(added.lastInsertRowid);
    },
  };
}

/** For so many each looks through the whole working set, which has no index by task; then it is read once. */
const fewNumbers = 3;

/** Which tasks have a number, while nobody else can give one. */
function numbersIn(prepared: Prepared) {
  let asked = 0;
  let all: Set<string> | null = null;

  function read(): Set<string> {
    const row = prepared("SELECT json_group_array(uuid) AS uuids FROM working_set").get();
    return new Set(JSON.parse(String(row?.["uuids"])));
  }

  return {
    has(uuid: string): boolean {
      asked += 1;
      if (asked > fewNumbers) all ??= read();
      return all?.has(uuid) ??
        prepared("SELECT 1 FROM working_set WHERE uuid = ?").get(uuid) !== undefined;
    },
    note: (uuid: string) => void all?.add(uuid),
  };
}

/** Known: 0.1 and 0.2. Versions of one first number can be used by each other's programs. */
function strangeBecause(prepared: Prepared): string | null {
  const table = prepared(
    "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'version'",
  );
  if (table.get() === undefined) return "its database is of an early version of Taskwarrior 3";
  const version = prepared("SELECT major, minor FROM version").get();
  const [major, minor] = [version?.["major"], version?.["minor"]];
  return major === 0 && (minor === 1 || minor === 2)
    ? null
    : `its database is of a version that is not known (${major}.${minor})`;
}

/** @throws {SyncError} `TASK_FAILED`: it is damaged. */
export function storedIn(data: string, uuid: string): StoredTask {
  try {
    return new Map(Object.entries(JSON.parse(data)).map(([name, value]) => [name, String(value)]));
  } catch (cause) {
    throw new SyncError("TASK_FAILED", `Cannot use task ${uuid}: what is stored of it is damaged`, {
      cause,
      hint: "See whether `task export` still reads it; if not, bring the data back from a backup.",
    });
  }
}
