import type { Projection } from "@/domain/projection.ts";
import { onEvents } from "@/projections/on_events.ts";

const table = "left_out";

/** What one side of a task does not hold and no push carries, as JSON; `accepted`: a person lets it rest. */
export const leftOut: Projection = {
  name: "left_out",
  version: 1,
  tables: [{
    name: table,
    columns: {
      stream_id: "TEXT",
      side: "TEXT",
      position: "INTEGER",
      parts: "TEXT",
      accepted: "INTEGER",
      at: "TEXT",
    },
    key: ["stream_id", "side"],
  }],
  changes: onEvents({
    PartsLeftOut: ({ side, parts, accepted }, { streamId, position, recordedAt }) =>
      parts.length === 0 ? [{ op: "delete", table, where: { stream_id: streamId, side } }] : [{
        op: "put",
        table,
        row: {
          stream_id: streamId,
          side,
          position,
          parts: JSON.stringify(parts),
          accepted: accepted === true ? 1 : 0,
          at: recordedAt,
        },
      }],
    TaskUnlinked: (_, { streamId }) => [{ op: "delete", table, where: { stream_id: streamId } }],
    OccurrenceReopened: (
      _,
      { streamId },
    ) => [{ op: "delete", table, where: { stream_id: streamId } }],
  }),
};
