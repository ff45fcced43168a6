import type { Projection } from "@/domain/projection.ts";
import { isGivenUp } from "@/domain/given_up.ts";
import { onEvents } from "@/projections/on_events.ts";

const table = "pending";

/** The outbox and retry queue: pushes asked for and not confirmed, at most one a task and side. */
export const pending: Projection = {
  name: "pending",
  version: 2,
  tables: [{
    name: table,
    columns: {
      stream_id: "TEXT",
      side: "TEXT",
      version: "INTEGER",
      position: "INTEGER",
      action: "TEXT",
      requested_at: "TEXT",
      attempts: "INTEGER",
      next_at: "TEXT",
      error_code: "TEXT",
      error_message: "TEXT",
      dead: "INTEGER",
    },
    key: ["stream_id", "side"],
  }],
  changes: onEvents({
    PushRequested: ({ side, push, requestedAt }, { streamId, position, version }) => [{
      op: "put",
      table,
      row: {
        stream_id: streamId,
        side,
        version,
        position,
        action: push.kind,
        requested_at: requestedAt,
        attempts: 0,
        next_at: null,
        error_code: null,
        error_message: null,
        dead: 0,
      },
    }],
    PushConfirmed: ({ side, request }, { streamId }) => [
      { op: "delete", table, where: { stream_id: streamId, side, version: request } },
    ],
    PushDropped: ({ side }, { streamId }) => [
      { op: "delete", table, where: { stream_id: streamId, side } },
    ],
    PushFailed: ({ side, attempt, retryAt, code, message }, { streamId }) => [{
      op: "update",
      table,
      where: { stream_id: streamId, side },
      set: {
        attempts: attempt,
        next_at: retryAt,
        error_code: code,
        error_message: message,
        dead: isGivenUp({ code, message, retryAt }) ? 1 : 0,
      },
    }],
    TaskUnlinked: (_, { streamId }) => [
      { op: "delete", table, where: { stream_id: streamId, side: "vikunja" } },
    ],
  }),
};
