import type { Json } from "@/domain/json.ts";
import type { Database } from "@/adapters/sqlite/database.ts";

export interface Snapshot {
  /** Events folded into `state`. */
  readonly version: number;
  readonly state: Json;
}

/** Folded streams, kept to save time: any of them can go at any moment and nothing is lost. */
export interface Snapshots {
  /** `machine` names the fold and its version; another one's snapshot is not found. */
  read(streamId: string, machine: string): Snapshot | null;
  write(streamId: string, machine: string, snapshot: Snapshot): void;
  clear(): void;
}

export function createSnapshots(db: Database): Snapshots {
  return {
    read(streamId, machine) {
      const row = db.get(
        `SELECT version, state FROM snapshots WHERE stream_id = ? AND machine = ?
         AND version <= (SELECT version FROM streams s WHERE s.stream_id = snapshots.stream_id)`,
        streamId,
        machine,
      );
      if (row === undefined) return null;
      return { version: Number(row["version"]), state: JSON.parse(String(row["state"])) as Json };
    },
    write(streamId, machine, { version, state }) {
      db.run(
        `INSERT INTO snapshots(stream_id, machine, version, state) VALUES (?, ?, ?, ?)
         ON CONFLICT(stream_id, machine) DO UPDATE SET version=excluded.version, state=excluded.state`,
        streamId,
        machine,
        version,
        JSON.stringify(state),
      );
    },
    clear: () => db.run("DELETE FROM snapshots"),
  };
}
