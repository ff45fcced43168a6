import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import type { Json } from "@/domain/json.ts";
import { inodeOf, readDatabase } from "@/adapters/taskwarrior/database_3.ts";
import { type Operation, operationIn } from "@/adapters/taskwarrior/operation_3.ts";
import type { Feed, Recorded, RecordedChange } from "@/adapters/taskwarrior/feed.ts";

interface Mark3 {
  /** `null`: there is no database yet. */
  readonly inode: number | null;
  /** Id of the newest operation; 0: none. */
  readonly last: number;
  /** Highest id ever given; less than before means an older copy of the file. */
  readonly highest: number;
  /** Version of the last `task sync`; the first one can bring tasks without operations. */
  readonly synced: string | null;
}

/**
 * Taskwarrior 3 keeps every change as an operation in its database; it is only read here. Undo takes
 * the newest ones away and their ids are not given again.
 */
export function createFeed3(folder: string): Feed {
  const path = join(folder, "taskchampion.sqlite3");

  function mark(): Mark3 {
    const inode = inodeOf(path);
    if (inode === null) return { inode, last: 0, highest: 0, synced: null };
    return readDatabase(path, (database) => ({ inode, ...position(database) }));
  }

  function compare(database: DatabaseSync, then: Mark3, now: Mark3): Recorded {
    const json = asJson(now);
    const unknown = (because: string): Recorded => ({
      kind: "unknown",
      now: json,
      because,
      changes: [],
    });
    if (now.inode !== then.inode) return unknown("another database file");
    if (now.highest < then.highest) return unknown("an older copy of the database");
    if (then.synced === null && now.synced !== null) return unknown("first task sync");
    if (now.last < then.last || !hasOperation(database, then.last)) return unknown("undo");
    const changes = changesBetween(database, then.last, now.last);
    if (changes === null) return unknown("an operation of a form that is not known");
    return changes.length === 0
      ? { kind: "nothing", now: json }
      : { kind: "some", now: json, changes };
  }

  return {
    mark: () => asJson(mark()),
    since(earlier) {
      const then = earlier as unknown as Mark3;
      const inode = inodeOf(path);
      if (inode === null) {
        const now = asJson({ inode, last: 0, highest: 0, synced: null });
        return then.inode === null
          ? { kind: "nothing", now: earlier }
          : { kind: "unknown", now, because: "the database is gone", changes: [] };
      }
      return readDatabase(
        path,
        (database) => compare(database, then, { inode, ...position(database) }),
      );
    },
    confirmed: () => new Map(),
    lookUp: () => new Map(),
    deletedOnes(uuids) {
      if (inodeOf(path) === null) return new Set();
      return readDatabase(path, (database) => deletedIn(database, uuids));
    },
  };
}

/** Id of the newest operation at a mark; those after it have higher ones. */
export function newestIn(mark: Json): number {
  return (mark as unknown as Mark3).highest;
}

function position(database: DatabaseSync): Omit<Mark3, "inode"> {
  const row = database.prepare(`SELECT
    (SELECT coalesce(max(id), 0) FROM operations) AS last,
    (SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'operations') AS highest,
    (SELECT value FROM sync_meta WHERE key = 'base_version') AS synced`).get();
  return {
    last: Number(row?.["last"]),
    highest: Number(row?.["highest"]),
    synced: row?.["synced"] === null ? null : String(row?.["synced"]),
  };
}

function hasOperation(database: DatabaseSync, id: number): boolean {
  return id === 0 ||
    database.prepare("SELECT 1 FROM operations WHERE id = ?").get(id) !== undefined;
}

/** `null`: one of them is of a form that is not known, so only a comparison of everything can tell. */
function changesBetween(
  database: DatabaseSync,
  after: number,
  upTo: number,
): readonly RecordedChange[] | null {
  const rows = database.prepare(
    "SELECT id, data FROM operations WHERE id > ? AND id <= ? ORDER BY id",
  ).all(after, upTo);
  let command = 0;
  const changes: RecordedChange[] = [];
  for (const row of rows) {
    const operation = operationIn(row["data"]);
    if (operation === null) return null;
    if (operation === "UndoPoint") command += 1;
    else changes.push(changeOf(operation, { command, id: Number(row["id"]) }));
  }
  return changes;
}

interface Place {
  readonly command: number;
  readonly id: number;
}

function changeOf(
  operation: Exclude<Operation, "UndoPoint">,
  { command, id }: Place,
): RecordedChange {
  if ("Create" in operation) {
    return { kind: "created", uuid: operation.Create.uuid, operation: id };
  }
  if ("Delete" in operation) {
    const { uuid, old_task } = operation.Delete;
    return { kind: "removed", uuid, wasDeleted: old_task["status"] === "deleted" };
  }
  const { uuid, property, old_value: before, value: after } = operation.Update;
  return { kind: "property", uuid, property, before, after, command, operation: id };
}

function deletedIn(database: DatabaseSync, uuids: ReadonlySet<string>): ReadonlySet<string> {
  const find = database.prepare(`SELECT data FROM operations
    WHERE uuid = ? AND json_valid(data) AND json_extract(data, '$.Delete.uuid') IS NOT NULL
    ORDER BY id DESC LIMIT 1`);
  const deleted = [...uuids].filter((uuid) => {
    const operation = operationIn(find.get(uuid)?.["data"]);
    return operation !== null && typeof operation === "object" && "Delete" in operation &&
      operation.Delete.old_task["status"] === "deleted";
  });
  return new Set(deleted);
}

function asJson(mark: Mark3): Json {
  return mark as unknown as Json;
}
