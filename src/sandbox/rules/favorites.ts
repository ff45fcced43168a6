import type { Favorite, User } from "../store/rows.ts";
import type { World } from "../world.ts";

interface Entity {
  readonly entity: Favorite["entity"];
  readonly id: number;
}

/** Favourites are each person's own. */
export function isFavorite(world: World, user: User, { entity, id }: Entity): boolean {
  return find(world, user, { entity, id }) !== undefined;
}

export function setFavorite(
  world: World,
  user: User,
  { entity, id, wanted }: Entity & { readonly wanted: boolean },
): void {
  const known = find(world, user, { entity, id });
  if (wanted && known === undefined) {
    world.store.favorites.insert({ userId: user.id, entity, entityId: id });
  }
  if (!wanted && known !== undefined) world.store.favorites.remove(known.id);
}

export function favoriteIds(
  world: World,
  user: User,
  entity: Favorite["entity"],
): ReadonlySet<number> {
  const favorites = world.store.by.favoritesOf(user.id);
  return new Set(favorites.filter((one) => one.entity === entity).map((one) => one.entityId));
}

function find(world: World, user: User, { entity, id }: Entity): Favorite | undefined {
  return world.store.by.favoritesOfEntity(`${entity}:${id}`)
    .find((one) => one.userId === user.id);
}
