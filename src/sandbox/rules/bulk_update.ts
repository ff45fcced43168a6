import { invalidTaskField, Refusal } from "../errors.ts";
import { findTask, writableProject } from "./access.ts";
import { readDate } from "../time.ts";
import type { Task, User } from "../store/rows.ts";
import { behaviours } from "../version.ts";
import type { World } from "../world.ts";
import type { TaskBody } from "./task_body.ts";
import { type Updated, updateTask } from "./task_update.ts";

export interface BulkBody {
  readonly task_ids?: readonly number[];
  readonly fields?: readonly string[];
  readonly values?: TaskBody;
}

interface BulkItem {
  readonly body: TaskBody;
  readonly updated: Updated;
}

const allowed = [
  "title",
  "description",
  "done",
  "due_date",
  "start_date",
  "end_date",
  "repeat_after",
  "repeat_mode",
  "priority",
  "hex_color",
  "percent_done",
  "project_id",
  "bucket_id",
  "cover_image_attachment_id",
];

/** All or none. Reminders, assignees and favourite are always taken from the values. */
export function bulkUpdate(world: World, user: User, bulk: BulkBody): readonly BulkItem[] {
  const { task_ids: ids = [], fields = [], values = {} } = bulk;
  for (const field of fields) {
    if (!allowed.includes(field)) throw invalidTaskField(4027, field);
  }
  if (!ids.some((id) => world.store.tasks.get(id) !== undefined)) {
    throw new Refusal(400, 4004, "Need at least one tasks to do bulk editing.");
  }
  for (const id of ids) writableProject(world.store, user, findTask(world.store, id).projectId);
  return ids.map((id) => {
    const task = findTask(world.store, id);
    const body = fields.length === 0 ? values : merged(task, fields, values);
    const updated = updateTask(world, user, id, body);
    if (fields.length > 0 && updated.wasAdvanced) keepUnnamed(world, task, fields);
    return { body, updated };
  });
}

/** Before 2.5 only named columns are stored, of what a completion moved as well; it answers all of them. */
function keepUnnamed(world: World, before: Task, fields: readonly string[]): void {
  const after = world.store.tasks.get(before.id);
  if (after === undefined || behaviours[world.as].storesNextDates) return;
  const isNamed = (field: string) => fields.includes(field);
  world.store.tasks.save({
    ...after,
    dueDate: isNamed("due_date") ? after.dueDate : before.dueDate,
    startDate: isNamed("start_date") ? after.startDate : before.startDate,
    endDate: isNamed("end_date") ? after.endDate : before.endDate,
    description: isNamed("description") ? after.description : before.description,
  });
}

function merged(task: Task, fields: readonly string[], values: TaskBody): TaskBody {
  const stored: Record<string, unknown> = {
    title: task.title,
    description: task.description,
    done: task.done,
    done_at: readDate(task.doneAt),
    due_date: readDate(task.dueDate),
    start_date: readDate(task.startDate),
    end_date: readDate(task.endDate),
    repeat_after: task.repeatAfter,
    repeat_mode: task.repeatMode,
    priority: task.priority,
    percent_done: task.percentDone,
    hex_color: task.hexColor,
    cover_image_attachment_id: task.coverImageAttachmentId,
  };
  const given = values as Readonly<Record<string, unknown>>;
  for (const field of fields) stored[field] = given[field];
  for (const field of ["reminders", "assignees", "is_favorite"]) stored[field] = given[field];
  return stored as TaskBody;
}
