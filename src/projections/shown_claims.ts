import type { Projection } from "@/domain/projection.ts";
import { onEvents } from "@/projections/on_events.ts";

const table = "shown_claims";

/** Tasks whose claim shows as an assignee, by its token; `null`: it is over, and the assignee still there. */
export const shownClaims: Projection = {
  name: "shown_claims",
  version: 1,
  tables: [{
    name: table,
    columns: { stream_id: "TEXT", token: "INTEGER" },
    key: ["stream_id"],
  }],
  changes: onEvents({
    ClaimMirrored: ({ token, assignee }, { streamId }) =>
      token === null && assignee === null
        ? [{ op: "delete", table, where: { stream_id: streamId } }]
        : [{ op: "put", table, row: { stream_id: streamId, token } }],
  }),
};
