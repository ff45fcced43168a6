import { noSuchBucket } from "../errors.ts";
import type { Bucket, Task, User } from "../store/rows.ts";
import type { World } from "../world.ts";
import { writableTask } from "./access.ts";
import { readDate } from "../time.ts";
import { isRepeating } from "./repeat.ts";
import { updateTask } from "./task_update.ts";
import { findView } from "./views.ts";

interface Moved {
  readonly task: Task;
  readonly bucket: Bucket;
  /** Tasks in the bucket now. */
  readonly count: number;
  readonly completed: boolean;
}

/** Into the done bucket completes a task, out of it opens it again. */
export function moveToBucket(
  world: World,
  user: User,
  place: { projectId: number; viewId: number; bucketId: number; taskId: number },
): Moved {
  const { store } = world;
  const view = findView(store, place.projectId, place.viewId);
  const bucket = store.buckets.get(place.bucketId);
  if (bucket === undefined || bucket.viewId !== view.id) throw noSuchBucket();
  const before = writableTask(store, user, place.taskId);
  const done = bucket.id === view.doneBucketId;
  store.tasks.save({ ...before, bucketId: bucket.id });
  if (done !== before.done) {
    setDone(world, user, before, done);
    stay(world, before, bucket);
  } else {
    const { projectId, id: taskId } = before;
    world.emit({ event: "task.updated", doer: user, projectId, taskId });
  }
  const task = store.tasks.get(before.id) ?? before;
  const count = store.by.tasksOf(place.projectId).filter((it) => it.bucketId === bucket.id).length;
  return { task, bucket, count, completed: done && !before.done };
}

/** Completing and opening again move a card by themselves; one that repeats is opened at once. */
function stay({ store }: World, before: Task, bucket: Bucket): void {
  const task = store.tasks.get(before.id);
  if (task !== undefined && !isRepeating(before)) {
    store.tasks.save({ ...task, bucketId: bucket.id });
  }
}

function setDone(world: World, user: User, task: Task, done: boolean): void {
  updateTask(world, user, task.id, {
    title: task.title,
    description: task.description,
    due_date: readDate(task.dueDate),
    start_date: readDate(task.startDate),
    end_date: readDate(task.endDate),
    repeat_after: task.repeatAfter,
    repeat_mode: task.repeatMode,
    priority: task.priority,
    percent_done: task.percentDone,
    hex_color: task.hexColor,
    reminders: task.reminders.map((one) => ({
      reminder: readDate(one.at),
      relative_period: one.period,
      relative_to: one.relativeTo,
    })),
    assignees: task.assigneeIds.map((id) => ({ id })),
    is_favorite: world.store.by.favoritesOfEntity(`task:${task.id}`)
      .some((one) => one.userId === user.id),
    done,
  });
}
