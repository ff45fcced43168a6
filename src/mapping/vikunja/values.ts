import type { JsonObject } from "@/domain/json.ts";
import type { Patch } from "@/domain/push.ts";
import type { Instant, Task } from "@/domain/task.ts";
import { zeroDate } from "@/mapping/vikunja/date.ts";
import { createValues } from "@/mapping/vikunja/extra.ts";

/**
 * The patch's fields that are columns of a task, by Vikunja's names: both `values` and (their names)
 * `fields` of a bulk update. Without the project, which is an id there, and without what is no column
 * (labels, dependencies, comments, assignees; `done_at`, which the server sets).
 */
export function valuesForVikunja(patch: Patch): JsonObject {
  return {
    ...(patch.title === undefined ? {} : { title: patch.title }),
    ...(patch.notes === undefined ? {} : { description: patch.notes }),
    ...(patch.priority === undefined ? {} : { priority: patch.priority }),
    ...(patch.dueAt === undefined ? {} : { due_date: patch.dueAt ?? zeroDate }),
    ...(patch.scheduledAt === undefined ? {} : { start_date: patch.scheduledAt ?? zeroDate }),
    ...(patch.done === undefined ? {} : { done: patch.done }),
  };
}

/**
 * The body of a create. `nonce` goes where an undone task keeps it unseen; a done one says there when it
 * was done. `extra`: of the task that is made again, `null` for a new one.
 */
export function createBodyForVikunja(
  task: Task,
  extra: JsonObject | null,
  nonce: Instant | null,
): JsonObject {
  const { title, notes, priority, dueAt, scheduledAt, done } = task;
  const doneAt = done ? task.doneAt : nonce;
  return {
    ...createValues(extra ?? {}),
    ...valuesForVikunja({ title, notes, priority, dueAt, scheduledAt, done }),
    ...(doneAt === null ? {} : { done_at: doneAt }),
  };
}
