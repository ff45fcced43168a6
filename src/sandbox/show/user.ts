import type { User } from "../store/rows.ts";
import type { World } from "../world.ts";
import { readInstant, zeroDate } from "../time.ts";

export interface ShownUser {
  readonly id: number;
  readonly name: string;
  readonly username: string;
  readonly email?: string;
  readonly created: string;
  readonly updated: string;
}

export function showUser(user: User): ShownUser {
  return {
    id: user.id,
    name: "",
    username: user.username,
    created: readInstant(user.createdMs),
    updated: readInstant(user.updatedMs),
  };
}

/** Known from a login only, which does not say when the account was made. */
export function showUndatedUser(user: User): ShownUser {
  return { ...showUser(user), created: zeroDate, updated: zeroDate };
}

/** The few answers that tell the address. */
export function showUserWithEmail(user: User): ShownUser {
  const { id, name, username, created, updated } = showUser(user);
  return { id, name, username, email: user.email, created, updated };
}

export function showUserId(world: World, id: number): ShownUser | null {
  const user = world.store.users.get(id);
  return user === undefined ? null : showUser(user);
}

/** What a body named only by its id, as the server hands it back. */
export function echoUser(given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return {
    id: given["id"] ?? 0,
    name: given["name"] ?? "",
    username: given["username"] ?? "",
    created: given["created"] ?? zeroDate,
    updated: given["updated"] ?? zeroDate,
  };
}
