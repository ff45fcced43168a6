import type { Projection } from "@/domain/projection.ts";
import { onEvents } from "@/projections/on_events.ts";

const table = "conflicts";

/** Conflicts, with the side that somebody has picked, if anybody has; values are JSON text. */
export const conflicts: Projection = {
  name: "conflicts",
  version: 2,
  tables: [{
    name: table,
    columns: {
      conflict_id: "TEXT",
      stream_id: "TEXT",
      position: "INTEGER",
      field: "TEXT",
      kept_side: "TEXT",
      kept_value: "TEXT",
      lost_side: "TEXT",
      lost_value: "TEXT",
      because: "TEXT",
      missing: "TEXT",
      at: "TEXT",
      picked: "TEXT",
      picked_at: "TEXT",
    },
    key: ["stream_id", "conflict_id"],
  }],
  changes: onEvents({
    ConflictResolved: (
      { conflictId, field, kept, lost, because, missing },
      { streamId, position, recordedAt },
    ) => [{
      op: "put",
      table,
      row: {
        conflict_id: conflictId,
        stream_id: streamId,
        position,
        field,
        kept_side: kept.side,
        kept_value: JSON.stringify(kept.value),
        lost_side: lost.side,
        lost_value: JSON.stringify(lost.value),
        because,
        missing: JSON.stringify(missing),
        at: recordedAt,
        picked: null,
        picked_at: null,
      },
    }],
    ConflictPicked: ({ conflictId, side, takenBack }, { streamId, recordedAt }) => [{
      op: "update",
      table,
      where: { stream_id: streamId, conflict_id: conflictId },
      set: takenBack === true
        ? { picked: null, picked_at: null }
        : { picked: side, picked_at: recordedAt },
    }],
  }),
};
