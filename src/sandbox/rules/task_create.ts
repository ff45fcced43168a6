import { noSuchBucket, Refusal } from "../errors.ts";
import type { Task, User } from "../store/rows.ts";
import { parseDate } from "../time.ts";
import type { World } from "../world.ts";
import { writableProject } from "./access.ts";
import { assign } from "./assignees.ts";
import { setFavorite } from "./favorites.ts";
import { withoutHash } from "./projects.ts";
import {
  checkTaskBody,
  datesOf,
  remindersOf,
  storedReminders,
  type TaskBody,
} from "./task_body.ts";
import { touchProject } from "./touch.ts";
import { kanbanOf } from "./views.ts";

/** `index` and `done_at` count as sent; labels do not. */
export function createTask(world: World, user: User, projectId: number, body: TaskBody): Task {
  const { store } = world;
  checkTaskBody(body);
  const project = writableProject(store, user, projectId);
  if (!body.title) throw new Refusal(400, 4001, "You must provide at least a task title.");
  const dates = datesOf(body);
  const id = store.tasks.lastId + 1;
  const task = store.tasks.insert({
    projectId: project.id,
    index: body.index || nextIndex(world, project.id),
    title: body.title,
    description: body.description ?? "",
    done: body.done ?? false,
    doneAt: parseDate(body.done_at),
    ...dates,
    repeatAfter: body.repeat_after ?? 0,
    repeatMode: body.repeat_mode ?? 0,
    priority: body.priority ?? 0,
    percentDone: body.percent_done ?? 0,
    hexColor: withoutHash(body.hex_color ?? ""),
    coverImageAttachmentId: body.cover_image_attachment_id ?? 0,
    reminders: storedReminders(remindersOf(body.reminders ?? [], dates)),
    labelIds: [],
    assigneeIds: [],
    bucketId: bucketFor(world, project.id, body),
    position: firstPlace(id),
    createdById: user.id,
    createdMs: world.now(),
    updatedMs: world.now(),
  });
  if (body.is_favorite) setFavorite(world, user, { entity: "task", id, wanted: true });
  for (const { id: userId = 0 } of body.assignees ?? []) {
    assign(world, user, { taskId: id, userId });
  }
  touchProject(world, project.id);
  world.emit({ event: "task.created", doer: user, projectId: project.id, taskId: id });
  return store.tasks.get(id) ?? task;
}

/** An index is not given again after its task was deleted, but after it was moved away. */
export function nextIndex(world: World, projectId: number): number {
  const { store } = world;
  const deleted = store.projects.get(projectId)?.highestDeletedIndex ?? 0;
  return Math.max(deleted, store.by.highestIndexOf(projectId)) + 1;
}

function bucketFor(world: World, projectId: number, body: TaskBody): number {
  const kanban = kanbanOf(world.store, projectId);
  if (body.bucket_id) {
    if (world.store.buckets.get(body.bucket_id) === undefined) throw noSuchBucket();
    return body.bucket_id;
  }
  return (body.done ? kanban?.doneBucketId : kanban?.defaultBucketId) ?? 0;
}

/** New tasks come first in a view. */
function firstPlace(id: number): number {
  return 2 ** 32 / (id + 1);
}
