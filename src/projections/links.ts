import { SyncError } from "@/domain/errors.ts";
import type { Projection } from "@/domain/projection.ts";
import { onEvents } from "@/projections/on_events.ts";

const table = "links";

/** Which Vikunja task belongs to which stream: one to one, or the append is refused. */
export const links: Projection = {
  name: "links",
  version: 1,
  tables: [{
    name: table,
    columns: { stream_id: "TEXT", vikunja_id: "INTEGER" },
    key: ["stream_id"],
    unique: [{
      columns: ["vikunja_id"],
      taken: (row, holder) =>
        new SyncError(
          "LINK_TAKEN",
          `Cannot link task ${row["stream_id"]} to #${row["vikunja_id"]}: ` +
            `task ${holder["stream_id"]} has it`,
          { details: { vikunjaId: row["vikunja_id"], streamId: holder["stream_id"] } },
        ),
    }],
  }],
  changes: onEvents({
    TaskLinked: ({ vikunjaId }, { streamId }) => [
      { op: "put", table, row: { stream_id: streamId, vikunja_id: vikunjaId } },
    ],
    TaskUnlinked: (_, { streamId }) => [
      { op: "delete", table, where: { stream_id: streamId } },
    ],
  }),
};
