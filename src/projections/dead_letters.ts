import type { Projection } from "@/domain/projection.ts";
import { onEvents } from "@/projections/on_events.ts";

const table = "dead_letters";

/** Messages that a task's actor gave up on, as JSON text, to be looked at and sent again. */
export const deadLetters: Projection = {
  name: "dead_letters",
  version: 1,
  tables: [{
    name: table,
    columns: {
      position: "INTEGER",
      stream_id: "TEXT",
      message: "TEXT",
      code: "TEXT",
      reason: "TEXT",
      at: "TEXT",
    },
    key: ["position"],
  }],
  changes: onEvents({
    MessageRejected: ({ message, code, reason }, { streamId, position, recordedAt }) => [{
      op: "put",
      table,
      row: {
        position,
        stream_id: streamId,
        message: JSON.stringify(message),
        code,
        reason,
        at: recordedAt,
      },
    }],
  }),
};
