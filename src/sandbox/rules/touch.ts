import type { World } from "../world.ts";

/** A change in a project's tasks moves the `updated` of the project. */
export function touchProject(world: World, id: number): void {
  const project = world.store.projects.get(id);
  if (project !== undefined) world.store.projects.save({ ...project, updatedMs: world.now() });
}

export function touchTask(world: World, id: number): void {
  const task = world.store.tasks.get(id);
  if (task === undefined) return;
  world.store.tasks.save({ ...task, updatedMs: world.now() });
  touchProject(world, task.projectId);
}

/** As `touchTask`, but a moment after the answer: the server leaves it to its queue. */
export function touchTaskLater(world: World, id: number): void {
  world.later(() => touchTask(world, id));
}
