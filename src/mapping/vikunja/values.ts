import type { JsonObject } from "@/domain/json.ts";
import type { Patch } from "@/domain/push.ts";
import type { Instant, Task } from "@/domain/task.ts";
import { columnsOf } from "@/mapping/fold_fields.ts";
import { createValues } from "@/mapping/vikunja/extra.ts";
import { descriptionWith } from "@/mapping/vikunja/field_values.ts";
import { usualVikunjaSettings, type VikunjaSettings } from "@/mapping/vikunja/settings.ts";

/**
 * The patch's fields that are columns of a task, by Vikunja's names: both `values` and (their names)
 * `fields` of a bulk update. Without the project, which is an id there, and without what is no column
 * (labels, dependencies, comments, assignees; `done_at`, which the server sets). `current`: as it is there.
 */
export function valuesForVikunja(
  patch: Patch | Task,
  current: Pick<Task, "notes"> = { notes: "" },
  settings: VikunjaSettings = usualVikunjaSettings,
): JsonObject {
  return {
    ...columnsOf(patch, settings),
    ...linesOf(patch, current.notes, settings),
  };
}

/** The description, where other fields are lines of it; nothing where it stays as it is. */
function linesOf(
  { notes, udas }: Patch | Task,
  current: string,
  { places }: VikunjaSettings,
): JsonObject {
  if (udas === undefined) return {};
  const description = descriptionWith(notes ?? current, udas, places);
  return notes === undefined && description === current ? {} : { description };
}

/**
 * The body of a create. `nonce` goes where an undone task keeps it unseen; a done one says there when it
 * was done. `extra`: of the task that is made again, `null` for a new one.
 */
export function createBodyForVikunja(
  task: Task,
  extra: JsonObject | null,
  nonce: Instant | null,
  settings: VikunjaSettings = usualVikunjaSettings,
): JsonObject {
  const doneAt = task.done ? task.doneAt : nonce;
  return {
    ...createValues(extra ?? {}),
    ...valuesForVikunja(task, task, settings),
    ...(doneAt === null ? {} : { done_at: doneAt }),
  };
}
