import type { Lease } from "@/domain/claim.ts";
import { noDueDate } from "@/domain/due_order.ts";
import type { TaskEvent } from "@/domain/events.ts";
import type { Projection, Row, RowChange } from "@/domain/projection.ts";
import type { JsonObject } from "@/domain/json.ts";
import type { Task } from "@/domain/task.ts";
import { onEvents } from "@/projections/on_events.ts";

const table = "tasks";

/**
 * One row a task: whether it is there on each side, and who has claimed it; also for programs that look
 * with SQL, a moment after it happened: 50 ms at most while much is stored, 250 ms while very much is.
 *
 * `status` is `pending`, `completed`, `deleted` or `missing`; `version` that of the last event that
 * changed the task itself; `position` is the last event that counted here, `age` the first. Presence
 * (`taskwarrior`, `vikunja`) is `null` where it was never seen; `…_withdrawn` says why it is out of reach.
 * `assignee` is the agent that has claimed it, also when `lock_until` is over and nobody has reaped it yet;
 * `token` that of the last claim, for ever (`null`: there was none). `lock_boot` and `lock_uptime_ms` are
 * `lock_until` on the clock that does not jump. `project` and `tags` are JSON lists. Priority and project
 * are Vikunja's, which holds more of them, from the moment it has the task. `wait` and `started` are
 * Taskwarrior's own, `wait` as it writes dates; `depends` are UUIDs, `vikunja_depends` Vikunja's ids.
 * `vikunja_created` and `vikunja_updated` are the server's stamps as last seen, `vikunja_seen_at` when that was.
 */
export const tasks: Projection = {
  name: "tasks",
  version: 6,
  tables: [{
    name: table,
    columns: {
      id: "TEXT",
      title: "TEXT",
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
      due_order: "TEXT",
      scheduled: "TEXT",
      wait: "TEXT",
      started: "INTEGER",
      comment_count: "INTEGER",
      depends: "TEXT",
      vikunja_depends: "TEXT",
      age: "INTEGER",
      vikunja_id: "INTEGER",
      taskwarrior: "TEXT",
      vikunja: "TEXT",
      taskwarrior_withdrawn: "TEXT",
      vikunja_withdrawn: "TEXT",
      vikunja_created: "TEXT",
      vikunja_updated: "TEXT",
      vikunja_seen_at: "TEXT",
      position: "INTEGER",
    },
    key: ["id"],
    isInOrderOfArrival: true,
    volatile: ["version", "position", "vikunja_updated", "vikunja_seen_at"],
    namedIndexes: {
      idx_tasks_status_assignee: {
        columns: ["status", "assignee", "priority DESC", "due_order", "age"],
      },
      idx_tasks_lock_until: { columns: ["lock_until"], where: "lock_until" },
      idx_tasks_id_version: { columns: ["id", "version"] },
      // Each change asks for the newest few, and for how many there are.
      idx_tasks_newest: { columns: ["vikunja_updated DESC"] },
      idx_tasks_present: { columns: ["taskwarrior", "vikunja"] },
    },
  }],
  changes: onEvents({
    TaskObserved: (seen, place) => {
      const { side, task, extra } = seen;
      const row = side === "vikunja"
        ? seenInVikunja(seen, place)
        : seenInTaskwarrior(task, extra, place);
      return [{
        op: "put",
        table,
        row: place.version === 1 ? { ...row, ...ranked(task), age: place.position } : row,
      }];
    },
    // The first event of one that a command adds: it has a name before it is anywhere.
    PushRequested: ({ push }, place) =>
      place.version !== 1 || push.kind !== "create"
        ? []
        : change(place, { title: push.task.title, ...ranked(push.task), age: place.position }),
    TaskGone: ({ side, how }, place) =>
      change(
        place,
        side === "taskwarrior"
          ? { taskwarrior: how, taskwarrior_withdrawn: null, ...versioned(place, how) }
          : { vikunja: how, vikunja_withdrawn: null, ...versioned(place, how) },
      ),
    TaskWithdrawn: ({ side, reason }, place) =>
      change(
        place,
        side === "taskwarrior"
          ? { taskwarrior: "withdrawn", taskwarrior_withdrawn: reason }
          : { vikunja: "withdrawn", vikunja_withdrawn: reason },
      ),
    TaskLinked: ({ vikunjaId }, place) =>
      change(
        place,
        place.version === 1
          ? { vikunja_id: vikunjaId, age: place.position }
          : { vikunja_id: vikunjaId },
      ),
    TaskUnlinked: (_, place) =>
      change(place, {
        vikunja_id: null,
        vikunja: null,
        vikunja_withdrawn: null,
        vikunja_created: null,
        vikunja_updated: null,
        vikunja_seen_at: null,
        version: place.version,
      }),
    OccurrenceFinished: (_, place) => change(place, versioned(place, "completed")),
    OccurrenceReopened: (_, place) => change(place, versioned(place, "pending")),
    TaskClaimed: (lease, { streamId }) => claim(streamId, lease),
    ClaimRenewed: (lease, { streamId }) => claim(streamId, lease),
    ClaimReleased: (_, { streamId }) => [{ op: "put", table, row: { id: streamId, ...free } }],
  }),
};

type Seen = Extract<TaskEvent, { type: "TaskObserved" }>["data"];

interface Place {
  /** ISO instant. */
  readonly recordedAt: string;
  readonly streamId: string;
  readonly position: number;
  readonly version: number;
}

/** Written out, as this is done for nearly every event of a sync. */
function seenInVikunja(
  { task, changedAt, createdAt }: Seen,
  { streamId, position, version, recordedAt }: Place,
): Row {
  return {
    id: streamId,
    title: task.title,
    status: task.done ? "completed" : "pending",
    priority: task.priority,
    version,
    project: JSON.stringify(task.project),
    tags: JSON.stringify(task.labels),
    due_order: task.dueAt ?? noDueDate,
    scheduled: task.scheduledAt,
    comment_count: task.comments.length,
    vikunja_depends: JSON.stringify(task.depends.map(Number)),
    vikunja: "present",
    vikunja_withdrawn: null,
    vikunja_created: createdAt ?? null,
    vikunja_updated: changedAt,
    vikunja_seen_at: recordedAt,
    position,
  };
}

function seenInTaskwarrior(task: Task, extra: JsonObject, place: Place): Row {
  const { streamId, position, version } = place;
  const wait = extra["wait"];
  return {
    id: streamId,
    title: task.title,
    status: task.done ? "completed" : "pending",
    version,
    tags: JSON.stringify(task.labels),
    due_order: task.dueAt ?? noDueDate,
    scheduled: task.scheduledAt,
    wait: typeof wait === "string" ? wait : null,
    started: "start" in extra ? 1 : 0,
    comment_count: task.comments.length,
    depends: JSON.stringify(task.depends),
    taskwarrior: "present",
    taskwarrior_withdrawn: null,
    position,
  };
}

function ranked({ priority, project }: Task): Row {
  return { priority, project: JSON.stringify(project) };
}

const free: Row = {
  assignee: null,
  assigned_at: null,
  lock_until: null,
  lock_boot: null,
  lock_uptime_ms: null,
};

function claim(
  id: string,
  { agent, token, claimedAt, until, boot, untilUptimeMs }: Lease,
): readonly RowChange[] {
  const row = {
    id,
    assignee: agent,
    assigned_at: claimedAt,
    lock_until: until,
    lock_boot: boot,
    lock_uptime_ms: untilUptimeMs,
    token,
  };
  return [{ op: "put", table, row }];
}

function versioned({ version }: Place, status: string): Row {
  return { status, version };
}

function change(
  { streamId, position }: Place,
  columns: Row,
): readonly RowChange[] {
  return [{ op: "put", table, row: { id: streamId, ...columns, position } }];
}
