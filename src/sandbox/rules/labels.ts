import { forbidden, noSuchLabel, notReadable, Refusal } from "../errors.ts";
import type { Label, Permission, Task, User } from "../store/rows.ts";
import type { World } from "../world.ts";
import { findProject, findTask, permissionOn, writableTask } from "./access.ts";
import { checkLength, withoutHash } from "./projects.ts";
import { behaviours } from "../version.ts";
import { touchTask } from "./touch.ts";

export interface LabelBody {
  readonly title?: string;
  readonly description?: string;
  readonly hex_color?: string;
}

export function createLabel(world: World, user: User, body: LabelBody): Label {
  return world.store.labels.insert({
    ...contents(body),
    createdById: user.id,
    createdMs: world.now(),
    updatedMs: world.now(),
  });
}

/** What is left out becomes empty. */
export function updateLabel(world: World, user: User, id: number, body: LabelBody): Label {
  const label = ownLabel(world, user, id);
  return world.store.labels.save({ ...label, ...contents(body), updatedMs: world.now() });
}

export function deleteLabel(world: World, user: User, id: number): void {
  const { store } = world;
  ownLabel(world, user, id);
  for (const task of [...store.tasks.all()]) {
    if (task.labelIds.includes(id)) store.tasks.save(withoutLabel(task, id));
  }
  store.labels.remove(id);
}

/** A label is readable for its maker, and for who can read a task that has it. */
export function readableLabel(
  world: World,
  user: User,
  id: number,
): { readonly label: Label; readonly permission: Permission } {
  const label = world.store.labels.get(id);
  if (label === undefined || !canSee(world, user, label)) throw notReadable();
  return { label, permission: label.createdById === user.id ? 2 : 0 };
}

/** Those of the person, and those on tasks that the person can read. */
export function visibleLabels(world: World, user: User): readonly Label[] {
  const shared = labelsOnReadableTasks(world, user);
  return [...world.store.labels.all()]
    .filter((label) => label.createdById === user.id || shared.has(label.id));
}

export function addLabel(
  world: World,
  user: User,
  { taskId, labelId }: { readonly taskId: number; readonly labelId: number },
): void {
  const { store } = world;
  const label = store.labels.get(labelId);
  if (label === undefined) throw labelId === 0 ? forbidden() : noSuchLabel();
  const task = writableTask(store, user, taskId);
  if (!canSee(world, user, label)) throw forbidden();
  if (task.labelIds.includes(labelId)) {
    throw new Refusal(400, 8001, "This label already exists on the task.");
  }
  store.tasks.save({ ...task, labelIds: [...task.labelIds, labelId] });
  touchLabelled(world, taskId);
  world.emit({ event: "task.updated", doer: user, projectId: task.projectId, taskId });
}

export function removeLabel(
  world: World,
  user: User,
  { taskId, labelId }: { readonly taskId: number; readonly labelId: number },
): void {
  const task = writableTask(world.store, user, taskId);
  if (!task.labelIds.includes(labelId)) throw forbidden();
  world.store.tasks.save(withoutLabel(task, labelId));
  touchLabelled(world, taskId);
  world.emit({ event: "task.updated", doer: user, projectId: task.projectId, taskId });
}

function touchLabelled(world: World, taskId: number): void {
  if (behaviours[world.as].labelsMoveStamps) touchTask(world, taskId);
}

/** The whole list at once. Does not move `updated`, and an empty list is told to nobody. */
export function setLabels(
  world: World,
  user: User,
  { taskId, labelIds }: { readonly taskId: number; readonly labelIds: readonly number[] },
): void {
  const { store } = world;
  const task = writableTask(store, user, taskId);
  for (const id of labelIds) {
    const label = store.labels.get(id);
    if (label === undefined && id !== 0) throw noSuchLabel();
    if (label === undefined || !canSee(world, user, label)) {
      throw new Refusal(403, 8003, "You don't have access to this label.");
    }
  }
  store.tasks.save({ ...task, labelIds: [...new Set(labelIds)] });
  if (labelIds.length > 0) {
    world.emit({ event: "task.updated", doer: user, projectId: task.projectId, taskId });
  }
}

export function labelsOf(world: World, taskId: number): readonly Label[] {
  return findTask(world.store, taskId).labelIds
    .map((id) => world.store.labels.get(id))
    .filter((label) => label !== undefined)
    .sort((a, b) => a.id - b.id);
}

function contents(body: LabelBody) {
  const { title = "", description = "", hex_color: color = "" } = body;
  checkLength("title", title, 1, 250);
  checkLength("hex_color", color, 0, 7);
  return { title, description, hexColor: withoutHash(color) };
}

function ownLabel(world: World, user: User, id: number): Label {
  const label = world.store.labels.get(id);
  if (label === undefined) throw noSuchLabel();
  if (label.createdById !== user.id) throw forbidden();
  return label;
}

function canSee(world: World, user: User, label: Label): boolean {
  return label.createdById === user.id || labelsOnReadableTasks(world, user).has(label.id);
}

function labelsOnReadableTasks(world: World, user: User): ReadonlySet<number> {
  const { store } = world;
  const readable = new Map<number, boolean>();
  const found = new Set<number>();
  for (const task of store.tasks.all()) {
    if (task.labelIds.length === 0) continue;
    let may = readable.get(task.projectId);
    if (may === undefined) {
      may = permissionOn(store, user, findProject(store, task.projectId)) !== null;
      readable.set(task.projectId, may);
    }
    if (may) { for (const id of task.labelIds) found.add(id); }
  }
  return found;
}

function withoutLabel(task: Task, labelId: number): Task {
  return { ...task, labelIds: task.labelIds.filter((id) => id !== labelId) };
}
