import { forbidden, Refusal } from "../errors.ts";
import type { SavedFilter, User } from "../store/rows.ts";
import type { World } from "../world.ts";
import { createViews, removeViews } from "./views.ts";

/** Saved filters are shown among the projects, under this negative id. */
export const pseudoProjectId = (filterId: number) => -filterId - 1;

/** The pseudo project that holds the favourites. */
export const favoritesProjectId = -1;

export function createFilter(
  world: World,
  user: User,
  body: { readonly title: string; readonly filter: string; readonly description?: string },
): SavedFilter {
  const filter = world.store.filters.insert({
    ownerId: user.id,
    title: body.title,
    description: body.description ?? "",
    filter: body.filter,
    isFavorite: false,
    createdMs: world.now(),
    updatedMs: world.now(),
  });
  createViews(world, user, { projectId: pseudoProjectId(filter.id), listFilter: null });
  return filter;
}

export function deleteFilter(world: World, user: User, id: number): void {
  const filter = world.store.filters.get(id);
  if (filter === undefined) throw new Refusal(404, 11001, "This saved filter does not exist.");
  if (filter.ownerId !== user.id) throw forbidden();
  removeViews(world, pseudoProjectId(id));
  world.store.filters.remove(id);
}

export function filtersOf(world: World, user: User): readonly SavedFilter[] {
  return [...world.store.filters.all()].filter((filter) => filter.ownerId === user.id);
}
