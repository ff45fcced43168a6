import { showFavoritesProject, showFilterProject, showProject } from "../show/project.ts";
import { asciiLower } from "../filter/filter.ts";
import type { ShownUser } from "../show/user.ts";
import type { Project, User } from "../store/rows.ts";
import type { World } from "../world.ts";
import { accessibleProjects, isArchived, permissionOn } from "./access.ts";
import { favoriteIds } from "./favorites.ts";
import { filtersOf } from "./saved_filters.ts";

interface ProjectQuery {
  readonly search: string;
  readonly withArchived: boolean;
  /** Says of each what the account may do there. */
  readonly withPermissions: boolean;
}

/** By their position. */
export function listedProjects(
  world: World,
  user: User,
  { search, withArchived }: ProjectQuery,
): readonly Project[] {
  const part = asciiLower(search);
  return [...accessibleProjects(world.store, user).values()]
    .filter((project) => withArchived || !isArchived(world.store, project))
    .filter((project) => asciiLower(project.title).includes(part))
    .sort((a, b) => a.position - b.position || a.id - b.id);
}

interface PseudoProjects {
  /** Counted like a project. */
  readonly favorites: readonly Record<string, unknown>[];
  /** Shown, not counted. */
  readonly filters: readonly Record<string, unknown>[];
}

/** The favourites, if there are any, and the saved filters; none of them in a search. */
export function pseudoProjects(
  world: World,
  user: User,
  { search, owner }: ProjectQuery & { readonly owner: ShownUser },
): PseudoProjects {
  if (search !== "") return { favorites: [], filters: [] };
  const has = favoriteIds(world, user, "task").size > 0;
  const shown = { owner, maxPermission: null };
  return {
    favorites: has ? [showFavoritesProject(world, { ...shown, owner: null })] : [],
    filters: filtersOf(world, user).map((filter) => showFilterProject(world, filter, shown)),
  };
}

export function showListed(
  world: World,
  user: User,
  projects: readonly Project[],
  { withPermissions }: Pick<ProjectQuery, "withPermissions">,
): readonly Record<string, unknown>[] {
  return projects.map((project) => {
    const maxPermission = withPermissions ? permissionOn(world.store, user, project) : null;
    return showProject(world, user, project, { maxPermission });
  });
}
