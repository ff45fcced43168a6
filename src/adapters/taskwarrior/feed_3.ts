import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import type { Json } from "@/domain/json.ts";
import { inodeOf, readDatabase } from "@/adapters/taskwarrior/database_3.ts";
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

function changesBetween(
  database: DatabaseSync,
  after: number,
  upTo: number,
): readonly RecordedChange[] {
  const rows = database.prepare(
    "SELECT id, data FROM operations WHERE id > ? AND id <= ? ORDER BY id",
  )
    .all(after, upTo);
  let command = 0;
  return rows.flatMap((row) => {
    const operation: Operation | string = JSON.parse(String(row["data"]));
    if (operation === "UndoPoint") command += 1;
    return changeOf(operation, { command, id: Number(row["id"]) });
  });
}

interface Operation {
  readonly Create?: { readonly uuid: string };
  readonly Update?: {
    readonly uuid: string;
    readonly property: string;
    readonly old_value: string | null;
    readonly value: string | null;
  };
  readonly Delete?: { readonly uuid: string; readonly old_task: { readonly status?: string } };
}

interface Place {
  readonly command: number;
  readonly id: number;
}

function changeOf(
  operation: Operation | string,
  { command, id }: Place,
): RecordedChange[] {
  if (typeof operation === "string") return [];
  const { Create, Update, Delete } = operation;
  if (Update !== undefined) {
    const { uuid, property, old_value: before, value: after } = Update;
    return [{ kind: "property", uuid, property, before, after, command, operation: id }];
  }
  if (Create !== undefined) return [{ kind: "created", uuid: Create.uuid, operation: id }];
  if (Delete === undefined) return [];
  const { uuid, old_task } = Delete;
  return [{ kind: "removed", uuid, wasDeleted: old_task.status === "deleted" }];
}

function deletedIn(database: DatabaseSync, uuids: ReadonlySet<string>): ReadonlySet<string> {
  const find = database.prepare(`SELECT data FROM operations
    WHERE uuid = ? AND json_extract(data, '$.Delete.uuid') IS NOT NULL ORDER BY id DESC LIMIT 1`);
  const deleted = [...uuids].filter((uuid) => {
    const row = find.get(uuid);
    const place = { command: 0, id: 0 };
    const [change] = row === undefined ? [] : changeOf(JSON.parse(String(row["data"])), place);
    return change?.kind === "removed" && change.wasDeleted;
  });
  return new Set(deleted);
}

function asJson(mark: Mark3): Json {
  return mark as unknown as Json;
}
