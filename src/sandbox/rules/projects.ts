import { archived, forbidden, invalidField, noSuchProject, Refusal, required } from "../errors.ts";
import type { Project, User } from "../store/rows.ts";
import type { World } from "../world.ts";
import { findProject, isArchived, lineage, permissionOn, writableProject } from "./access.ts";
import { setFavorite } from "./favorites.ts";
import { deleteTaskRows } from "./task_delete.ts";
import { createViews, removeViews } from "./views.ts";

export interface ProjectBody {
  readonly title?: string;
  readonly description?: string;
  readonly identifier?: string;
  readonly hex_color?: string;
  readonly parent_project_id?: number;
  readonly is_archived?: boolean;
  readonly is_favorite?: boolean;
  readonly position?: number;
}

export function createProject(world: World, user: User, body: ProjectBody): Project {
  const { store } = world;
  const title = validTitle(body);
  checkTexts(body);
  const parentId = body.parent_project_id ?? 0;
  if (parentId !== 0) writableProject(store, user, parentId);
  checkIdentifier(world, body.identifier ?? "", 0);
  const id = store.projects.lastId + 1;
  const project = store.projects.insert({
    title,
    description: body.description ?? "",
    identifier: body.identifier ?? "",
    hexColor: withoutHash(body.hex_color ?? ""),
    parentId,
    ownerId: user.id,
    isArchived: body.is_archived ?? false,
    position: body.position || id * 65536,
    highestDeletedIndex: 0,
    createdMs: world.now(),
    updatedMs: world.now(),
  });
  createViews(world, user, { projectId: project.id, listFilter: "done = false" });
  if (body.is_favorite) setFavorite(world, user, { entity: "project", id, wanted: true });
  return project;
}

/** Description and parent stay when they are left out; everything else is replaced. */
export function updateProject(
  world: World,
  user: User,
  id: number,
  body: ProjectBody,
): Project {
  const { store } = world;
  const title = validTitle(body);
  checkTexts(body);
  const project = findProject(store, id);
  if ((permissionOn(store, user, project) ?? -1) < 1) throw forbidden();
  const unarchives = project.isArchived && !(body.is_archived ?? false);
  if (isArchived(store, project) && !unarchives) throw archived();
  const parentId = body.parent_project_id ?? project.parentId;
  checkParent(world, user, project, parentId);
  checkIdentifier(world, body.identifier ?? "", id);
  setFavorite(world, user, { entity: "project", id, wanted: body.is_favorite ?? false });
  const updated = store.projects.save({
    ...project,
    title,
    description: body.description || project.description,
    identifier: body.identifier ?? "",
    hexColor: withoutHash(body.hex_color ?? ""),
    parentId,
    isArchived: body.is_archived ?? false,
    position: body.position ?? 0,
    updatedMs: world.now(),
  });
  world.emit({ event: "project.updated", doer: user, projectId: id });
  return updated;
}

export function deleteProject(world: World, user: User, id: number): void {
  const { store } = world;
  const project = findProject(store, id);
  if (permissionOn(store, user, project) !== 2) throw forbidden();
  for (const other of store.users.all()) {
    if (other.defaultProjectId === id) {
      throw new Refusal(
        412,
        3012,
        "This project cannot be deleted because it is the default project of a user.",
      );
    }
  }
  deleteTree(world, user, project);
}

function deleteTree(world: World, user: User, project: Project): void {
  const { store } = world;
  for (const child of store.by.childrenOf(project.id)) deleteTree(world, user, child);
  world.emit({ event: "project.deleted", doer: user, projectId: project.id });
  for (const task of store.by.tasksOf(project.id)) deleteTaskRows(world, task);
  removeViews(world, project.id);
  for (const hook of store.by.hooksOf(project.id)) store.webhooks.remove(hook.id);
  for (const share of store.by.sharesOf(project.id)) store.shares.remove(share.id);
  for (const favorite of store.by.favoritesOfEntity(`project:${project.id}`)) {
    store.favorites.remove(favorite.id);
  }
  store.projects.remove(project.id);
}

function checkParent(world: World, user: User, project: Project, parentId: number): void {
  if (parentId === 0 || parentId === project.parentId) return;
  if (parentId === project.id) {
    throw new Refusal(412, 3010, "This project cannot be a child of itself.");
  }
  const parent = world.store.projects.get(parentId);
  if (parent === undefined) throw noSuchProject();
  for (const one of lineage(world.store, parent)) {
    if (one.id === project.id) {
      throw new Refusal(
        412,
        3011,
        "This project cannot have a cyclic relationship to a parent project.",
      );
    }
  }
  writableProject(world.store, user, parentId);
}

function checkIdentifier(world: World, identifier: string, ownId: number): void {
  if (identifier === "") return;
  for (const other of world.store.projects.all()) {
    if (other.identifier === identifier && other.id !== ownId) {
      throw new Refusal(400, 3007, "A project with this identifier already exists.");
    }
  }
}

function validTitle({ title }: ProjectBody): string {
  if (!title) throw required("title");
  checkLength("title", title, 1, 250);
  return title;
}

function checkTexts(body: ProjectBody): void {
  checkLength("identifier", body.identifier ?? "", 0, 10);
  checkLength("hex_color", body.hex_color ?? "", 0, 7);
}

export function checkLength(field: string, text: string, least: number, most: number): void {
  const length = [...text].length;
  if (length === 0 || length <= most) return;
  throw invalidField(field, `${text} does not validate as runelength(${least}|${most})`);
}

export function withoutHash(color: string): string {
  return color.startsWith("#") ? color.slice(1) : color;
}
