import { favoriteIds } from "../rules/favorites.ts";
import type { Comment, Reminder, Task, User } from "../store/rows.ts";
import { readDate, readInstant } from "../time.ts";
import type { World } from "../world.ts";
import { showComment } from "./comment.ts";
import { showLabel } from "./label.ts";
import { showBucket } from "./project.ts";
import { showUserId } from "./user.ts";

interface TaskShow {
  readonly expand?: readonly string[];
  /** Inside a view a task has a place, and in a kanban view a bucket. */
  readonly inView?: "ordered" | "kanban";
}

/** With `expand=comments` the oldest of all tasks shown together, not of each. */
const mostComments = 50;

export function showTask(
  world: World,
  viewer: User,
  task: Task,
  options: TaskShow = {},
): Record<string, unknown> {
  return showTasks(world, viewer, [task], options)[0] ?? {};
}

/** Read by itself it also tells whether the reader is subscribed to it. */
export function showTaskAlone(
  world: World,
  viewer: User,
  task: Task,
  options: TaskShow = {},
): Record<string, unknown> {
  const shown = showTask(world, viewer, task, options);
  const own = world.store.by.subscriptionsOf(task.id).find((one) => one.userId === viewer.id);
  if (own === undefined) return shown;
  const created = readInstant(own.createdMs);
  return { ...shown, subscription: { id: own.id, entity: "task", entity_id: task.id, created } };
}

export function showTasks(
  world: World,
  viewer: User,
  tasks: readonly Task[],
  { expand = [], inView }: TaskShow = {},
): readonly Record<string, unknown>[] {
  const favorites = favoriteIds(world, viewer, "task");
  const comments = expand.includes("comments") ? oldestComments(world, tasks) : new Map();
  return tasks.map((task) => ({
    ...scalars(task),
    assignees: listOrNull(task.assigneeIds.map((id) => showUserId(world, id))),
    labels: showLabels(world, task),
    identifier: identifierOf(world, task),
    related_tasks: showRelated(world, task),
    is_favorite: favorites.has(task.id),
    ...(inView === undefined ? {} : { position: task.position }),
    ...(inView === "kanban" ? { bucket_id: task.bucketId } : {}),
    reactions: expand.includes("reactions") ? showReactions(world, task) : null,
    created_by: showUserId(world, task.createdById),
    ...(expand.includes("buckets") ? { buckets: showBucketsOf(world, task) } : {}),
    ...(comments.has(task.id) ? { comments: comments.get(task.id) } : {}),
    ...(expand.includes("comment_count")
      ? { comment_count: world.store.by.commentsOf(task.id).length }
      : {}),
  }));
}

/** The bare row, as it stands among the relations of another task. */
function showBareTask(task: Task, isFavorite: boolean): Record<string, unknown> {
  return {
    ...scalars(task),
    reminders: null,
    assignees: null,
    labels: null,
    related_tasks: null,
    identifier: "",
    is_favorite: isFavorite,
    reactions: null,
    created_by: null,
  };
}

export function identifierOf(world: World, task: Task): string {
  const prefix = world.store.projects.get(task.projectId)?.identifier;
  return prefix ? `${prefix}-${task.index}` : `#${task.index}`;
}

export function showReminder({ at, period, relativeTo }: Reminder) {
  return { reminder: readDate(at), relative_period: period, relative_to: relativeTo };
}

function scalars(task: Task): Record<string, unknown> {
  return {
    id: task.id,
    title: task.title,
    description: task.description,
    done: task.done,
    done_at: readDate(task.doneAt),
    due_date: readDate(task.dueDate),
    reminders: listOrNull(task.reminders.map(showReminder)),
    project_id: task.projectId,
    repeat_after: task.repeatAfter,
    repeat_mode: task.repeatMode,
    priority: task.priority,
    start_date: readDate(task.startDate),
    end_date: readDate(task.endDate),
    hex_color: task.hexColor,
    percent_done: task.percentDone,
    index: task.index,
    attachments: null,
    cover_image_attachment_id: task.coverImageAttachmentId,
    created: readInstant(task.createdMs),
    updated: readInstant(task.updatedMs),
    bucket_id: 0,
    position: 0,
  };
}

function showLabels(world: World, task: Task): readonly unknown[] | null {
  const labels = [...task.labelIds].sort((a, b) => a - b).map((id) => world.store.labels.get(id));
  return listOrNull(
    labels.filter((label) => label !== undefined).map((it) => showLabel(world, it)),
  );
}

function showRelated(world: World, task: Task): Record<string, unknown[]> {
  const related: Record<string, unknown[]> = {};
  for (const { kind, otherTaskId } of world.store.by.relationsOf(task.id)) {
    const other = world.store.tasks.get(otherTaskId);
    if (other !== undefined) (related[kind] ??= []).push(showBareTask(other, false));
  }
  return related;
}

function showReactions(world: World, task: Task): Record<string, unknown[]> | null {
  const shown: Record<string, unknown[]> = {};
  for (const { value, userId } of world.store.by.reactionsOf(task.id)) {
    (shown[value] ??= []).push(showUserId(world, userId));
  }
  return Object.keys(shown).length === 0 ? null : shown;
}

function showBucketsOf(world: World, task: Task): readonly unknown[] {
  const bucket = world.store.buckets.get(task.bucketId);
  return bucket === undefined ? [] : [showBucket(bucket, {})];
}

function oldestComments(world: World, tasks: readonly Task[]): ReadonlyMap<number, unknown[]> {
  const all: Comment[] = tasks.flatMap((task) => world.store.by.commentsOf(task.id));
  const oldest = all.sort((a, b) => a.createdMs - b.createdMs || a.id - b.id);
  const shown = new Map<number, unknown[]>();
  for (const comment of oldest.slice(0, mostComments)) {
    const list = shown.get(comment.taskId) ?? [];
    list.push(showComment(world, comment));
    shown.set(comment.taskId, list);
  }
  return shown;
}

function listOrNull<T>(list: readonly T[]): readonly T[] | null {
  return list.length === 0 ? null : list;
}
