import type { Lease } from "@/domain/claim.ts";
import type { Projection, Row, RowChange } from "@/domain/projection.ts";
import type { Task } from "@/domain/task.ts";
import { onEvents } from "@/projections/on_events.ts";

const table = "tasks";

/** Sorts after every instant: tasks without a due date come last. */
const noDueDate = "~";

/**
 * One row a task, for claims and for programs that look with SQL.
 *
 * `status` is `pending`, `completed`, `deleted` or `missing`; `version` that of the last event that
 * changed the task itself. `assignee` is the agent that has claimed it, also when `lock_until` is over and
 * nobody has reaped it yet; `token` that of the last claim, for ever. `lock_boot` and `lock_uptime_ms` are
 * `lock_until` on the clock that does not jump. `project` and `tags` are JSON lists; `age` is the place in
 * the log where the task first showed. Priority and project are Vikunja's, which holds more of them, from
 * the moment it has the task.
 */
export const tasks: Projection = {
  name: "tasks",
  version: 1,
  tables: [{
    name: table,
    columns: {
      id: "TEXT",
      status: "TEXT",
      priority: "INTEGER",
      version: "INTEGER",
      assignee: "TEXT",
      assigned_at: "TEXT",
      lock_until: "TEXT",
      lock_boot: "TEXT",
      lock_uptime_ms: "INTEGER",
      token: "INTEGER",
      project: "TEXT",
      tags: "TEXT",
      due: "TEXT",
      due_order: "TEXT",
      age: "INTEGER",
    },
    key: ["id"],
    namedIndexes: {
      idx_tasks_status_assignee: ["status", "assignee"],
      idx_tasks_lock_until: ["lock_until"],
      idx_tasks_id_version: ["id", "version"],
      idx_tasks_next: ["status", "assignee", "priority DESC", "due_order", "age"],
    },
  }],
  changes: onEvents({
    TaskObserved: ({ side, task }, place) => {
      const isNew = place.version === 1;
      const ranked = side === "vikunja" || isNew ? rankOf(task) : {};
      return change(place, {
        status: task.done ? "completed" : "pending",
        tags: JSON.stringify(task.labels),
        due: task.dueAt,
        due_order: task.dueAt ?? noDueDate,
        version: place.version,
        ...ranked,
        ...(isNew ? { age: place.position, token: 0 } : {}),
      });
    },
    TaskGone: ({ how }, place) => change(place, { status: how, version: place.version }),
    TaskUnlinked: (_, place) => change(place, { version: place.version }),
    OccurrenceFinished: (_, place) =>
      change(place, { status: "completed", version: place.version }),
    OccurrenceReopened: (_, place) => change(place, { status: "pending", version: place.version }),
    // First of a stream that begins with the link.
    TaskLinked: (_, place) =>
      place.version === 1 ? change(place, { age: place.position, token: 0 }) : [],
    TaskClaimed: (lease, place) => change(place, { ...held(lease), token: lease.token }),
    ClaimRenewed: (lease, place) => change(place, held(lease)),
    ClaimReleased: (_, place) => change(place, free),
  }),
};

const free: Row = {
  assignee: null,
  assigned_at: null,
  lock_until: null,
  lock_boot: null,
  lock_uptime_ms: null,
};

function held({ agent, claimedAt, until, boot, untilUptimeMs }: Lease): Row {
  return {
    assignee: agent,
    assigned_at: claimedAt,
    lock_until: until,
    lock_boot: boot,
    lock_uptime_ms: untilUptimeMs,
  };
}

function rankOf({ priority, project }: Task): Row {
  return { priority, project: JSON.stringify(project) };
}

function change({ streamId }: { readonly streamId: string }, columns: Row): readonly RowChange[] {
  return [{ op: "put", table, row: { id: streamId, ...columns } }];
}
