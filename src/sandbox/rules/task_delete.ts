import type { Task, User } from "../store/rows.ts";
import { showTask } from "../show/task.ts";
import type { World } from "../world.ts";
import { writableTask } from "./access.ts";
import { touchProject } from "./touch.ts";

export function deleteTask(world: World, user: User, id: number): void {
  const task = writableTask(world.store, user, id);
  const shown = showTask(world, user, task, {});
  world.emit({
    event: "task.deleted",
    doer: user,
    projectId: task.projectId,
    parts: { task: shown },
  });
  deleteTaskRows(world, task);
  touchProject(world, task.projectId);
}

/** The task and everything that hangs on it. */
export function deleteTaskRows(world: World, task: Task): void {
  const { store } = world;
  for (const relation of store.by.relationsOf(task.id)) {
    store.relations.remove(relation.id);
    for (const inverse of store.by.relationsOf(relation.otherTaskId)) {
      if (inverse.otherTaskId === task.id) store.relations.remove(inverse.id);
    }
  }
  for (const comment of store.by.commentsOf(task.id)) store.comments.remove(comment.id);
  for (const reaction of store.by.reactionsOf(task.id)) store.reactions.remove(reaction.id);
  for (const one of store.by.subscriptionsOf(task.id)) store.subscriptions.remove(one.id);
  for (const favorite of store.by.favoritesOfEntity(`task:${task.id}`)) {
    store.favorites.remove(favorite.id);
  }
  const project = store.projects.get(task.projectId);
  if (project !== undefined && project.highestDeletedIndex < task.index) {
    store.projects.save({ ...project, highestDeletedIndex: task.index });
  }
  store.tasks.remove(task.id);
}
