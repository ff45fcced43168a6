import type { SQLOutputValue } from "node:sqlite";
import { noVersion, type VersionId } from "@/ports/version_server.ts";
import type { Operation } from "@/adapters/taskwarrior/v3/operation_3.ts";
import type { StoredTask } from "@/adapters/taskwarrior/v3/operations_3.ts";
import type { Prepared } from "@/adapters/taskwarrior/v3/prepared.ts";
import { storedIn } from "@/adapters/taskwarrior/v3/system_database.ts";

/** What one version of the chain does to a replica. */
export interface Step {
  readonly from: VersionId;
  readonly to: VersionId;
  /** Of the reading that began with nothing. */
  readonly isFirst?: boolean;
}

/** The last that we wrote of a property; `value` `null`: taken away. */
interface OwnWrite {
  readonly value: string | null;
  readonly sentMs: number;
}

/** A value of ours that an edit replaced which was made before it was sent. */
export interface Unseen {
  readonly uuid: string;
  readonly property: string;
  readonly value: string | null;
  /** Id of the operation that replaced it. */
  readonly operation: number;
}

export type ReplicaRows = ReturnType<typeof rowsIn>;

/** The tables of a replica, within a transaction of the caller's. `isRecording`: operations are kept, for who reads them. */
export function rowsIn(prepared: Prepared, isRecording = true) {
  const base = () => {
    const row = prepared("SELECT value FROM sync_meta WHERE key = 'base_version'").get();
    return row === undefined ? noVersion : String(row["value"]);
  };
  /** A version changes one task many times. */
  const read = new Map<string, Map<string, string> | undefined>();
  const changed = new Set<string>();
  const get = (uuid: string): Map<string, string> | undefined => {
    if (read.has(uuid)) return read.get(uuid);
    const row = prepared("SELECT data FROM tasks WHERE uuid = ?").get(uuid);
    const stored = row === undefined ? undefined : new Map(storedIn(String(row["data"]), uuid));
    read.set(uuid, stored);
    return stored;
  };
  const forgetUnseen = (uuid: string, property: string) =>
    void prepared("DELETE FROM unseen WHERE uuid = ? AND property = ?").run(uuid, property);
  return {
    base,
    hasBeenAt: (version: VersionId) =>
      prepared("SELECT 1 FROM own_versions WHERE version = ?").get(version) !== undefined,
    get,
    set(uuid: string, stored: StoredTask): void {
      read.set(uuid, new Map(stored));
      changed.add(uuid);
    },
    /** Of a task that is there; `value` `null`: taken away. */
    put(uuid: string, property: string, value: string | null): void {
      const stored = get(uuid);
      if (value === null) stored?.delete(property);
      else stored?.set(property, value);
      changed.add(uuid);
    },
    remove(uuid: string): void {
      read.set(uuid, undefined);
      changed.add(uuid);
    },
    /** Stores the tasks as they have become: before the transaction ends. */
    flush(): void {
      for (const uuid of changed) {
        const stored = read.get(uuid);
        if (stored === undefined) prepared("DELETE FROM tasks WHERE uuid = ?").run(uuid);
        else {
          prepared("INSERT OR REPLACE INTO tasks (uuid, data) VALUES (?, ?)")
            .run(uuid, JSON.stringify(Object.fromEntries(stored)));
        }
      }
      changed.clear();
    },
    all(): ReadonlyMap<string, StoredTask> {
      const rows = prepared("SELECT uuid, data FROM tasks").all();
      return new Map(rows.map(({ uuid, data }) => [
        String(uuid),
        storedIn(String(data), String(uuid)),
      ]));
    },
    /** `id`: `null`: the next one. */
    addOperation(operation: Operation, id: number | null = null): void {
      if (!isRecording) return;
      prepared("INSERT INTO operations (id, data, synced) VALUES (?, ?, true)")
        .run(id, JSON.stringify(operation));
    },
    /** Id that the next operation gets. */
    nextId(): number {
      const row = prepared("SELECT seq FROM sqlite_sequence WHERE name = 'operations'")
        .get();
      return Number(row?.["seq"] ?? 0) + 1;
    },
    own(uuid: string, property: string): OwnWrite | undefined {
      const row = prepared("SELECT value, sent_ms FROM own_writes WHERE uuid = ? AND property = ?")
        .get(uuid, property);
      return row === undefined
        ? undefined
        : { value: textOr(row["value"]), sentMs: Number(row["sent_ms"]) };
    },
    /** When the newest of what we wrote of this task was sent; 0: nothing is known. */
    lastOwnMs: (uuid: string) =>
      Number(
        prepared("SELECT max(sent_ms) AS ms FROM own_writes WHERE uuid = ?").get(uuid)
          ?.["ms"] ?? 0,
      ),
    noteOwn(uuid: string, property: string, { value, sentMs }: OwnWrite): void {
      prepared("INSERT OR REPLACE INTO own_writes VALUES (?, ?, ?, ?)")
        .run(uuid, property, value, sentMs);
      forgetUnseen(uuid, property);
    },
    forgetOwn: (uuid: string, property: string) =>
      void prepared("DELETE FROM own_writes WHERE uuid = ? AND property = ?").run(uuid, property),
    noteUnseen: ({ uuid, property, value, operation }: Unseen) =>
      void prepared("INSERT OR REPLACE INTO unseen VALUES (?, ?, ?, ?)")
        .run(uuid, property, value, operation),
    forgetUnseen,
    unseen: (uuids: readonly string[]): readonly Unseen[] =>
      prepared("SELECT * FROM unseen WHERE uuid IN (SELECT value FROM json_each(?))")
        .all(JSON.stringify(uuids)).map((row) => ({
          uuid: String(row["uuid"]),
          property: String(row["property"]),
          value: textOr(row["value"]),
          operation: Number(row["operation"]),
        })),
    /** False: it is not at `from` (any more), as another process has brought in more. */
    move({ from, to }: Step): boolean {
      if (base() !== from) return false;
      prepared("INSERT OR REPLACE INTO sync_meta (key, value) VALUES ('base_version', ?)")
        .run(to);
      prepared("INSERT OR IGNORE INTO own_versions (version) VALUES (?)").run(to);
      return true;
    },
  };
}

function textOr(value: SQLOutputValue | undefined): string | null {
  return typeof value === "string" ? value : null;
}
