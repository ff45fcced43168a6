import { invalidTaskField, noProjectAccess, noSuchTask, Refusal } from "../errors.ts";
import { sortField, type TaskField } from "../filter/fields.ts";
import { asciiLower, compileFilter, type Matches } from "../filter/filter.ts";
import type { Task, User } from "../store/rows.ts";
import type { World } from "../world.ts";
import { accessibleProjects, findProject, isArchived, permissionOn } from "./access.ts";
import { favoriteIds } from "./favorites.ts";
import { favoritesProjectId, filtersOf, pseudoProjectId } from "./saved_filters.ts";
import { findView } from "./views.ts";

export interface TaskQuery {
  readonly search: string;
  readonly filter: string;
  readonly timeZone?: string | undefined;
  readonly includeNulls: boolean;
  readonly sortBy: readonly string[];
  readonly orderBy: readonly string[];
}

/** Of every project but the archived ones; favourites also from those. */
export function allTasks(world: World, user: User, query: TaskQuery): readonly Task[] {
  const { store } = world;
  const open = new Set<number>();
  for (const [id, project] of accessibleProjects(store, user)) {
    if (!isArchived(store, project)) open.add(id);
  }
  const favorites = favoriteIds(world, user, "task");
  const tasks: Task[] = [];
  for (const task of store.tasks.all()) {
    if (open.has(task.projectId) || favorites.has(task.id)) tasks.push(task);
  }
  return select(world, tasks, query);
}

/** Of one project, a saved filter or the favourites. */
export function projectTasks(
  world: World,
  user: User,
  projectId: number,
  query: TaskQuery,
): readonly Task[] {
  if (projectId >= 0) return select(world, readableTasks(world, user, projectId), query);
  return pseudoTasks(world, user, projectId, query);
}

/** As a view shows them: in its own order, and only what its filter lets through. */
export function viewTasks(
  world: World,
  user: User,
  { projectId, viewId, query }: { projectId: number; viewId: number; query: TaskQuery },
): readonly Task[] {
  const view = findView(world.store, projectId, viewId);
  const shown = compileFilter(world, view.filter ?? "", {});
  const ordered = query.sortBy.length > 0 ? query : { ...query, sortBy: ["position"] };
  return projectTasks(world, user, projectId, ordered).filter(shown);
}

/** The project by its number or by its identifier. */
export function taskByIndex({ store }: World, project: string, index: number): Task {
  for (const task of store.tasks.all()) {
    if (task.index !== index) continue;
    const { id, identifier } = store.projects.get(task.projectId) ?? { id: 0, identifier: "" };
    if (String(id) === project || (identifier !== "" && identifier === project)) return task;
  }
  throw noSuchTask();
}

function readableTasks(world: World, user: User, projectId: number): readonly Task[] {
  const project = findProject(world.store, projectId);
  if (permissionOn(world.store, user, project) === null) throw noProjectAccess();
  return world.store.by.tasksOf(projectId);
}

function pseudoTasks(
  world: World,
  user: User,
  projectId: number,
  query: TaskQuery,
): readonly Task[] {
  const all = allTasks(world, user, query);
  if (projectId === favoritesProjectId) {
    const favorites = favoriteIds(world, user, "task");
    return all.filter((task) => favorites.has(task.id));
  }
  const saved = filtersOf(world, user).find(({ id }) => pseudoProjectId(id) === projectId);
  if (saved === undefined) throw new Refusal(404, 11001, "This saved filter does not exist.");
  return all.filter(compileFilter(world, saved.filter, {}));
}

function select(world: World, tasks: readonly Task[], query: TaskQuery): readonly Task[] {
  const before = comparison(query);
  const { timeZone, includeNulls } = query;
  const matches = compileFilter(world, query.filter, { timeZone, includeNulls });
  const found = searching(query.search);
  return tasks.filter((task) => matches(task) && found(task)).sort(before);
}

/** In title or description; a number also finds the task of this index. */
function searching(search: string): Matches {
  if (search === "") return () => true;
  const part = asciiLower(search);
  const index = /^#?\d+$/.test(search) ? Number(search.replace("#", "")) : -1;
  return (task) =>
    task.index === index || asciiLower(task.title).includes(part) ||
    asciiLower(task.description).includes(part);
}

type Order = (a: Task, b: Task) => number;

/** What has no value comes last in either direction; ties are by id, upwards. */
function comparison({ sortBy, orderBy }: TaskQuery): Order {
  const orders = sortBy.map((name, place): Order => {
    const field = sortField(name);
    if (field === undefined) throw invalidTaskField(4016, name);
    const order = orderBy[place] ?? "asc";
    if (order !== "asc" && order !== "desc") {
      throw new Refusal(
        400,
        4014,
        "The task sort order 'invalid' is invalid. Allowed is either asc or desc.",
      );
    }
    return byField(field, order === "asc" ? 1 : -1);
  });
  return (a, b) => {
    for (const order of orders) {
      const difference = order(a, b);
      if (difference !== 0) return difference;
    }
    return a.id - b.id;
  };
}

function byField(field: TaskField, direction: 1 | -1): Order {
  switch (field.kind) {
    case "text":
      return (a, b) => direction * compare(field.of(a), field.of(b));
    case "number":
      return (a, b) => direction * (field.of(a) - field.of(b));
    case "boolean":
      return (a, b) => direction * (Number(field.of(a)) - Number(field.of(b)));
    case "date":
      return (a, b) => {
        const [left, right] = [field.of(a), field.of(b)];
        if (left === null || right === null) return Number(left === null) - Number(right === null);
        return direction * (left - right);
      };
    case "labels":
    case "assignees":
    case "reminders":
      return () => 0;
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
