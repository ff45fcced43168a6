import type { Projection } from "@/domain/projection.ts";
import { sidesSeen } from "@/domain/rejected.ts";
import { onEvents } from "@/projections/on_events.ts";

const table = "dead_letters";

/**
 * Messages that a task's actor gave up on, as JSON text, by the sides that they were about; one goes when
 * those sides could be looked at again.
 */
export const deadLetters: Projection = {
  name: "dead_letters",
  version: 2,
  tables: [{
    name: table,
    columns: {
      position: "INTEGER",
      side: "TEXT",
      stream_id: "TEXT",
      message: "TEXT",
      code: "TEXT",
      reason: "TEXT",
      at: "TEXT",
    },
    key: ["position", "side"],
  }],
  changes: onEvents({
    MessageRejected: ({ message, code, reason }, { streamId, position, recordedAt }) =>
      sidesSeen(message).map((side) => ({
        op: "put" as const,
        table,
        row: {
          position,
          side,
          stream_id: streamId,
          message: JSON.stringify(message),
          code,
          reason,
          at: recordedAt,
        },
      })),
    RejectionsSettled: ({ sides }, { streamId }) =>
      sides.map((side) => ({ op: "delete" as const, table, where: { stream_id: streamId, side } })),
  }),
};
