import {
  archived,
  forbidden,
  noSuchProject,
  noSuchTask,
  notReadable,
  type Refusal,
} from "../errors.ts";
import type { Permission, Project, Task, User } from "../store/rows.ts";
import type { Store } from "../store/store.ts";

/** What a person may do in a project; a share or ownership of a parent counts. Null: nothing. */
export function permissionOn(store: Store, user: User, project: Project): Permission | null {
  let best: Permission | null = null;
  for (const one of lineage(store, project)) {
    if (one.ownerId === user.id) return 2;
    for (const share of store.by.sharesOf(one.id)) {
      if (share.userId === user.id && (best === null || share.permission > best)) {
        best = share.permission;
      }
    }
  }
  return best;
}

/** The project, its parent, and so on up. */
export function* lineage(store: Store, project: Project): Iterable<Project> {
  const seen = new Set<number>();
  for (
    let one: Project | undefined = project;
    one !== undefined && !seen.has(one.id);
    one = store.projects.get(one.parentId)
  ) {
    seen.add(one.id);
    yield one;
  }
}

/** Archived itself or below an archived one. */
export function isArchived(store: Store, project: Project): boolean {
  for (const one of lineage(store, project)) if (one.isArchived) return true;
  return false;
}

export function accessibleProjects(store: Store, user: User): Map<number, Project> {
  const found = new Map<number, Project>();
  for (const project of store.projects.all()) {
    if (permissionOn(store, user, project) !== null) found.set(project.id, project);
  }
  return found;
}

/** Everybody who may read a project, the oldest account first. */
export function peopleOf(store: Store, project: Project): readonly User[] {
  return [...store.users.all()].filter((user) => permissionOn(store, user, project) !== null);
}

export function findProject(store: Store, id: number): Project {
  const project = store.projects.get(id);
  if (project === undefined) throw noSuchProject();
  return project;
}

export function findTask(store: Store, id: number): Task {
  const task = store.tasks.get(id);
  if (task === undefined) throw noSuchTask();
  return task;
}

interface Readable<T> {
  readonly found: T;
  readonly permission: Permission;
}

export function readableProject(store: Store, user: User, id: number): Readable<Project> {
  const found = findProject(store, id);
  const permission = permissionOn(store, user, found);
  if (permission === null) throw notReadable();
  return { found, permission };
}

/** @throws the given refusal when it may not be read. */
export function readableTask(
  store: Store,
  user: User,
  id: number,
  refusal: () => Refusal = notReadable,
): Readable<Task> {
  const found = findTask(store, id);
  const permission = permissionOn(store, user, findProject(store, found.projectId));
  if (permission === null) throw refusal();
  return { found, permission };
}

/** At least `needed`, and not archived. */
export function writableProject(
  store: Store,
  user: User,
  id: number,
  needed: Permission = 1,
): Project {
  if (id < 0) throw forbidden();
  const project = findProject(store, id);
  const permission = permissionOn(store, user, project);
  if (permission === null || permission < needed) throw forbidden();
  if (isArchived(store, project)) throw archived();
  return project;
}

export function writableTask(store: Store, user: User, id: number): Task {
  const task = findTask(store, id);
  writableProject(store, user, task.projectId);
  return task;
}
