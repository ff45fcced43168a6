import type { Projection } from "@/domain/projection.ts";
import { onEvents } from "@/projections/on_events.ts";

const table = "deselected";

/** Tasks outside of the selection, and why. */
export const deselected: Projection = {
  name: "deselected",
  version: 1,
  tables: [{
    name: table,
    columns: { stream_id: "TEXT", because: "TEXT" },
    key: ["stream_id"],
  }],
  changes: onEvents({
    TaskDeselected: ({ because }, { streamId }) => [
      { op: "put", table, row: { stream_id: streamId, because } },
    ],
    TaskSelected: (_, { streamId }) => [
      { op: "delete", table, where: { stream_id: streamId } },
    ],
  }),
};
