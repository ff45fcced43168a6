import type { Json } from "@/domain/json.ts";
import type { Projection, RowChange } from "@/domain/projection.ts";
import type { StoredEvent } from "@/domain/stored_event.ts";
import { onEvents } from "@/projections/on_events.ts";

const table = "facts";

/**
 * What concerns the log as a whole, the last word on each name: `binding.SIDE`, `cursor.SIDE`,
 * `complete.SIDE` (the last complete read), `sync` (the last completed run), `failure` (what ended the last run,
 * where it did not complete), `failed` (what ended the last run that did not, also if one did since), `cache.NAME`.
 * `value` is JSON text, `at` when it was recorded.
 */
export const facts: Projection = {
  name: "facts",
  version: 3,
  tables: [{
    name: table,
    columns: { name: "TEXT", value: "TEXT", at: "TEXT", position: "INTEGER" },
    key: ["name"],
  }],
  changes: onEvents({
    LogBound: ({ side, identity }, place) => [fact(`binding.${side}`, identity, place)],
    ChangesRead: ({ side, cursor, complete, count }, place) => {
      const read = fact(`cursor.${side}`, cursor, place);
      return complete ? [read, fact(`complete.${side}`, count, place)] : [read];
    },
    SyncCompleted: (
      { summary },
      place,
    ) => [fact("sync", summary, place), { op: "delete", table, where: { name: "failure" } }],
    SyncFailed: (failure, place) => [
      fact("failure", { ...failure }, place),
      fact("failed", { ...failure }, place),
    ],
    FactsCached: ({ name, facts: known }, place) => [fact(`cache.${name}`, known, place)],
  }),
};

function fact(
  name: string,
  value: Json,
  { recordedAt, position }: Pick<StoredEvent<unknown>, "recordedAt" | "position">,
): RowChange {
  return {
    op: "put",
    table,
    row: { name, value: JSON.stringify(value), at: recordedAt, position },
  };
}
