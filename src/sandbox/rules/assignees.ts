import { noProjectAccess, noSuchUser, Refusal } from "../errors.ts";
import { showUser } from "../show/user.ts";
import type { User } from "../store/rows.ts";
import type { World } from "../world.ts";
import { findProject, findTask, permissionOn } from "./access.ts";

interface Assignment {
  readonly taskId: number;
  readonly userId: number;
}

/** Tells hooks twice: of the assignee, and a moment later of the task. */
export function assign(world: World, doer: User, { taskId, userId }: Assignment): void {
  const { store } = world;
  const task = findTask(store, taskId);
  const user = store.users.get(userId);
  if (user === undefined) throw noSuchUser();
  if (permissionOn(store, user, findProject(store, task.projectId)) === null) {
    throw noProjectAccess();
  }
  if (task.assigneeIds.includes(userId)) {
    throw new Refusal(400, 4021, "This user is already assigned to that task.");
  }
  store.tasks.save({ ...task, assigneeIds: [...task.assigneeIds, userId] });
  if (!store.by.subscriptionsOf(taskId).some((one) => one.userId === userId)) {
    store.subscriptions.insert({ userId, taskId, createdMs: world.now() });
  }
  tellOf(world, doer, { event: "task.assignee.created", taskId, user });
}

export function unassign(world: World, doer: User, { taskId, userId }: Assignment): void {
  const task = findTask(world.store, taskId);
  const user = world.store.users.get(userId);
  if (!task.assigneeIds.includes(userId) || user === undefined) return;
  world.store.tasks.save({
    ...task,
    assigneeIds: task.assigneeIds.filter((id) => id !== userId),
  });
  tellOf(world, doer, { event: "task.assignee.deleted", taskId, user });
}

/** Exactly these; those who go leave without a word of their own. */
export function setAssignees(
  world: World,
  doer: User,
  { taskId, userIds }: { readonly taskId: number; readonly userIds: readonly number[] },
): void {
  const { store } = world;
  const task = findTask(store, taskId);
  const kept = task.assigneeIds.filter((id) => userIds.includes(id));
  if (kept.length !== task.assigneeIds.length) store.tasks.save({ ...task, assigneeIds: kept });
  for (const userId of new Set(userIds)) {
    if (!kept.includes(userId)) assign(world, doer, { taskId, userId });
  }
}

function tellOf(
  world: World,
  doer: User,
  { event, taskId, user }: { event: string; taskId: number; user: User },
): void {
  const { projectId } = findTask(world.store, taskId);
  const parts = { assignee: showUser(user) };
  world.emit({ event, doer, projectId, taskId, parts });
  world.emit({ event: "task.updated", doer, projectId, taskId });
}
