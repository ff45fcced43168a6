import type { Projection } from "@/domain/projection.ts";
import { onEvents } from "@/projections/on_events.ts";

const table = "held";

/** Tasks that went from a side with very many others, until somebody says what is to become of them. */
export const held: Projection = {
  name: "held",
  version: 1,
  tables: [{
    name: table,
    columns: { stream_id: "TEXT", side: "TEXT", position: "INTEGER", at: "TEXT" },
    key: ["stream_id", "side"],
  }],
  changes: onEvents({
    DeletionHeld: ({ side }, { streamId, position, recordedAt }) => [{
      op: "put",
      table,
      row: { stream_id: streamId, side, position, at: recordedAt },
    }],
    DeletionReleased: ({ side }, { streamId }) => [{
      op: "delete",
      table,
      where: { stream_id: streamId, side },
    }],
  }),
};
