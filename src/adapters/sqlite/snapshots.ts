import { crc32 } from "@/adapters/sqlite/crc32.ts";
import type { Json } from "@/domain/json.ts";
import type { Snapshots } from "@/ports/snapshots.ts";
import type { Database } from "@/adapters/sqlite/database.ts";

export function createSnapshots(db: Database): Snapshots {
  return {
    read(streamId, machine) {
      const row = db.get(
        `SELECT version, state, sum FROM snapshots WHERE stream_id = ? AND machine = ?
         AND version <= (SELECT version FROM streams s WHERE s.stream_id = snapshots.stream_id)`,
        streamId,
        machine,
      );
      if (row === undefined) return null;
      const { version, state } = row;
      if (
        row["sum"] !==
          snapshotSum(streamId, machine, { version: Number(version), state: String(state) })
      ) {
        return null;
      }
      return { version: Number(version), state: JSON.parse(String(state)) as Json };
    },
    write(streamId, machine, { version, state: folded }) {
      const state = JSON.stringify(folded);
      db.run(
        `INSERT INTO snapshots(stream_id, machine, version, state, sum) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT(stream_id, machine)
         DO UPDATE SET version=excluded.version, state=excluded.state, sum=excluded.sum`,
        streamId,
        machine,
        version,
        state,
        snapshotSum(streamId, machine, { version, state }),
      );
    },
    clear: () => db.run("DELETE FROM snapshots"),
  };
}

/** What does not fit it is not used: the stream itself says the same. */
function snapshotSum(
  streamId: string,
  machine: string,
  { version, state }: { readonly version: number; readonly state: string },
): number {
  return crc32(state, crc32([streamId, machine, version].join("\n")));
}
