import { files } from "@system/files.ts";
import { DatabaseSync } from "node:sqlite";
import { SyncError } from "@/domain/errors.ts";
import { isLasting, isOfSqlite } from "@/ports/sqlite_fault.ts";
import { join } from "@/ports/paths.ts";
import { type Added, type Child, noVersion, type VersionServer } from "@/ports/version_server.ts";

/** As TaskChampion names it in `sync.local.server_dir`. */
export const localServerFile = "taskchampion-local-sync-server.sqlite3";

const schema = `
CREATE TABLE IF NOT EXISTS data (key STRING PRIMARY KEY, value STRING);
CREATE TABLE IF NOT EXISTS versions (version_id STRING PRIMARY KEY, parent_version_id STRING, data STRING);
`;

/** `task sync` has it for milliseconds. */
const patienceMs = 10_000;

/** A folder in which replicas of this machine, or of a shared disk, meet. It has no snapshots, and is not encrypted. */
export function createLocalServer(
  folder: string,
  { uuid }: { readonly uuid: () => string },
): VersionServer {
  const path = join(folder, localServerFile);

  function now<T>(work: (database: DatabaseSync) => T): T {
    if (files.facts(folder)?.isFolder !== true) throw noFolder(folder);
    try {
      using database = new DatabaseSync(path, { timeout: patienceMs });
      database.exec(schema);
      return work(database);
    } catch (error) {
      throw isOfSqlite(error) ? unusable(path, error) : error;
    }
  }

  const use = <T>(work: (database: DatabaseSync) => T) =>
    new Promise<T>((resolve) => resolve(now(work)));

  return {
    name: `the sync folder ${folder}`,
    childOf: (parent) =>
      use((database): Child => {
        const row = database.prepare(
          "SELECT version_id, data FROM versions WHERE parent_version_id = ?",
        ).get(parent);
        if (row !== undefined) {
          return { kind: "version", id: String(row["version_id"]), segment: textOf(row["data"]) };
        }
        return { kind: newest(database) === parent || parent === noVersion ? "none" : "gone" };
      }),
    add: (parent, segment) =>
      use((database): Added => {
        // TaskChampion looks and adds in two steps; in one, of two writers at once one is refused.
        database.exec("BEGIN IMMEDIATE");
        const latest = newest(database);
        if (latest !== parent) return { kind: "refused", newest: latest };
        const id = uuid();
        database.prepare(
          "INSERT INTO versions (version_id, parent_version_id, data) VALUES (?, ?, ?)",
        ).run(id, parent, new TextEncoder().encode(segment));
        database.prepare(
          "INSERT OR REPLACE INTO data (key, value) VALUES ('latest_version_id', ?)",
        ).run(id);
        database.exec("COMMIT");
        return { kind: "added", id, urgency: "none" };
      }),
    snapshot: () => Promise.resolve(null),
    addSnapshot: () => Promise.resolve(),
  };
}

function newest(database: DatabaseSync): string {
  const row = database.prepare("SELECT value FROM data WHERE key = 'latest_version_id'").get();
  return row === undefined ? noVersion : String(row["value"]);
}

/** TaskChampion writes bytes. */
function textOf(data: unknown): string {
  return data instanceof Uint8Array ? new TextDecoder().decode(data) : String(data);
}

function noFolder(folder: string): SyncError {
  return new SyncError(
    "SYNC_SERVER_UNAVAILABLE",
    `Cannot sync tasks: the sync folder ${folder} is not there`,
    {
      retryable: true,
      hint:
        "See that its disk is mounted; it is the `sync.local.server_dir` of the other replicas.",
    },
  );
}

function unusable(path: string, cause: Error): SyncError {
  const said = `Cannot use the sync folder (${path}: ${cause.message})`;
  if (!isLasting(cause)) {
    return new SyncError("SYNC_SERVER_UNAVAILABLE", said, { retryable: true, cause });
  }
  return new SyncError("SYNC_SERVER", said, {
    cause,
    hint:
      "See whether `task sync` still takes it elsewhere; if not, bring the file back from a backup.",
  });
}
