import type { JsonObject } from "@/domain/json.ts";
import type { Patch } from "@/domain/push.ts";
import type { Instant, Task } from "@/domain/task.ts";
import { columnsOf } from "@/mapping/fold_fields.ts";
import { createValues } from "@/mapping/vikunja/extra.ts";

/**
 * The patch's fields that are columns of a task, by Vikunja's names: both `values` and (their names)
 * `fields` of a bulk update. Without the project, which is an id there, and without what is no column
 * (labels, dependencies, comments, assignees; `done_at`, which the server sets).
 */
export function valuesForVikunja(patch: Patch): JsonObject {
  return columnsOf(patch);
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
  const doneAt = task.done ? task.doneAt : nonce;
  return {
    ...createValues(extra ?? {}),
    ...columnsOf(task),
    ...(doneAt === null ? {} : { done_at: doneAt }),
  };
}
