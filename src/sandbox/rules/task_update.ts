import { noSuchBucket, noSuchProject, notAllowed } from "../errors.ts";
import type { Reminder, Task, User } from "../store/rows.ts";
import { behaviours } from "../version.ts";
import type { World } from "../world.ts";
import { permissionOn, writableProject, writableTask } from "./access.ts";
import { setAssignees } from "./assignees.ts";
import { setFavorite } from "./favorites.ts";
import { advance, isRepeating, untick } from "./repeat.ts";
import {
  checkTaskBody,
  type Dates,
  datesOf,
  recomputed,
  remindersOf,
  storedReminders,
  type TaskBody,
} from "./task_body.ts";
import { nextIndex } from "./task_create.ts";
import { touchProject } from "./touch.ts";
import { kanbanOf } from "./views.ts";

/** What an update did, as far as its answer tells. */
export interface Updated {
  readonly task: Task;
  /** In the order sent, which is not the stored one. */
  readonly reminders: readonly Reminder[];
  readonly wasCompleted: boolean;
  readonly wasAdvanced: boolean;
  readonly wasReopened: boolean;
  readonly wasMoved: boolean;
  readonly hadAssignees: boolean;
}

/** Replaces the task; only title and project stay when they are left out. */
export function updateTask(world: World, user: User, id: number, body: TaskBody): Updated {
  checkTaskBody(body);
  const { store } = world;
  const before = writableTask(store, user, id);
  const projectId = targetProject(world, user, before, body);
  const wasMoved = projectId !== before.projectId;
  const wantsDone = body.done ?? false;
  const wasCompleted = wantsDone && !before.done;
  const wasAdvanced = wasCompleted && isRepeating(before);
  const { dates, reminders } = planned(world, before, body, wasAdvanced);
  const done = wantsDone && !wasAdvanced;
  const index = wasMoved ? nextIndex(world, projectId) : before.index;
  store.tasks.save({
    ...before,
    ...dates,
    projectId,
    index,
    title: body.title || before.title,
    description: wasAdvanced && behaviours[world.as].unticks
      ? untick(body.description ?? "")
      : body.description ?? "",
    done,
    doneAt: doneAt(world, before, { wantsDone, wasCompleted }),
    repeatAfter: body.repeat_after ?? 0,
    repeatMode: body.repeat_mode ?? 0,
    priority: body.priority ?? 0,
    percentDone: body.percent_done ?? 0,
    hexColor: body.hex_color ?? "",
    coverImageAttachmentId: body.cover_image_attachment_id ?? 0,
    reminders: storedReminders(reminders),
    bucketId: bucketAfter(world, before, { projectId, done, wanted: body.bucket_id ?? 0 }),
    updatedMs: world.now(),
  });
  setFavorite(world, user, { entity: "task", id, wanted: body.is_favorite ?? false });
  setAssignees(world, user, {
    taskId: id,
    userIds: (body.assignees ?? []).map((one) => one.id ?? 0),
  });
  touchProject(world, projectId);
  world.emit({ event: "task.updated", doer: user, projectId, taskId: id });
  const hadAssignees = before.assigneeIds.length > 0;
  const task = store.tasks.get(id) ?? before;
  const wasReopened = before.done && !wantsDone;
  return { task, reminders, wasCompleted, wasAdvanced, wasReopened, wasMoved, hadAssignees };
}

function targetProject(world: World, user: User, task: Task, body: TaskBody): number {
  const wanted = body.project_id ?? 0;
  if (wanted === 0 || wanted === task.projectId) return task.projectId;
  const project = world.store.projects.get(wanted);
  if (wanted < 0) throw notAllowed();
  if (project === undefined) throw noSuchProject();
  if ((permissionOn(world.store, user, project) ?? -1) < 1) throw notAllowed();
  return writableProject(world.store, user, wanted).id;
}

/** The stored dates and reminders of a repeating task count, not those sent along; unset dates come from the body. */
function planned(
  world: World,
  before: Task,
  body: TaskBody,
  wasAdvanced: boolean,
): { readonly dates: Dates; readonly reminders: readonly Reminder[] } {
  const sent = datesOf(body);
  if (!wasAdvanced) return { dates: sent, reminders: remindersOf(body.reminders ?? [], sent) };
  const advanced = advance(before, Math.floor(world.now() / 1000));
  const dates = {
    dueDate: advanced.dueDate ?? sent.dueDate,
    startDate: advanced.startDate ?? sent.startDate,
    endDate: advanced.endDate ?? sent.endDate,
  };
  return { dates, reminders: recomputed(advanced.reminders, dates) };
}

function doneAt(
  world: World,
  before: Task,
  { wantsDone, wasCompleted }: { readonly wantsDone: boolean; readonly wasCompleted: boolean },
): number | null {
  if (wasCompleted) return Math.floor(world.now() / 1000);
  return before.done && !wantsDone ? null : before.doneAt;
}

/** Done and undone move a task between the buckets of its kanban view. */
function bucketAfter(
  world: World,
  before: Task,
  { projectId, done, wanted }: { projectId: number; done: boolean; wanted: number },
): number {
  const { store } = world;
  if (wanted !== 0) {
    if (store.buckets.get(wanted) === undefined) throw noSuchBucket();
    return wanted;
  }
  const view = kanbanOf(store, projectId);
  if (projectId === before.projectId && done === before.done) return before.bucketId;
  return (done ? view?.doneBucketId : view?.defaultBucketId) ?? before.bucketId;
}
