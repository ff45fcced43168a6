import type { Projection, Row, RowChange } from "@/domain/projection.ts";
import { onEvents } from "@/projections/on_events.ts";

const table = "pairs";

/**
 * One row a task: what it is called, and whether it is there on each side. Presence is `null` where
 * it was never seen; `…_withdrawn` says why it is out of reach, `position` is the last event that
 * counted here.
 */
export const pairs: Projection = {
  name: "pairs",
  version: 1,
  tables: [{
    name: table,
    columns: {
      stream_id: "TEXT",
      title: "TEXT",
      vikunja_id: "INTEGER",
      taskwarrior: "TEXT",
      vikunja: "TEXT",
      taskwarrior_withdrawn: "TEXT",
      vikunja_withdrawn: "TEXT",
      position: "INTEGER",
    },
    key: ["stream_id"],
  }],
  changes: onEvents({
    TaskObserved: ({ side, task: { title } }, place) =>
      change(
        place,
        side === "taskwarrior"
          ? { title, taskwarrior: "present", taskwarrior_withdrawn: null }
          : { title, vikunja: "present", vikunja_withdrawn: null },
      ),
    TaskGone: ({ side, how }, place) =>
      change(
        place,
        side === "taskwarrior"
          ? { taskwarrior: how, taskwarrior_withdrawn: null }
          : { vikunja: how, vikunja_withdrawn: null },
      ),
    TaskWithdrawn: ({ side, reason }, place) =>
      change(
        place,
        side === "taskwarrior"
          ? { taskwarrior: "withdrawn", taskwarrior_withdrawn: reason }
          : { vikunja: "withdrawn", vikunja_withdrawn: reason },
      ),
    TaskLinked: ({ vikunjaId }, place) => change(place, { vikunja_id: vikunjaId }),
    TaskUnlinked: (_, place) =>
      change(place, { vikunja_id: null, vikunja: null, vikunja_withdrawn: null }),
  }),
};

function change(
  { streamId, position }: { readonly streamId: string; readonly position: number },
  columns: Row,
): readonly RowChange[] {
  return [{ op: "put", table, row: { stream_id: streamId, ...columns, position } }];
}
