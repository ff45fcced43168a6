import { forbidden, noSuchUser, Refusal } from "../errors.ts";
import { showUser } from "../show/user.ts";
import type { Permission, Share, User } from "../store/rows.ts";
import type { World } from "../world.ts";
import { findProject, permissionOn } from "./access.ts";

interface Sharing {
  readonly projectId: number;
  readonly username: string;
}

export function share(
  world: World,
  user: User,
  { projectId, username, permission }: Sharing & { readonly permission: Permission },
): Share {
  administered(world, user, projectId);
  const other = userNamed(world, username);
  if (find(world, { projectId, username }) !== undefined) {
    throw new Refusal(409, 7002, "This user already has access to this project.");
  }
  const made = world.store.shares.insert({
    projectId,
    userId: other.id,
    permission,
    createdMs: world.now(),
    updatedMs: world.now(),
  });
  const parts = { user: showUser(other) };
  world.emit({ event: "project.shared.user", doer: user, projectId, parts });
  return made;
}

export function changeShare(
  world: World,
  user: User,
  { projectId, username, permission }: Sharing & { readonly permission: Permission },
): Share {
  administered(world, user, projectId);
  const known = found(world, { projectId, username });
  return world.store.shares.save({ ...known, permission, updatedMs: world.now() });
}

export function unshare(world: World, user: User, sharing: Sharing): void {
  administered(world, user, sharing.projectId);
  world.store.shares.remove(found(world, sharing).id);
}

export function sharesOf(
  world: World,
  user: User,
  projectId: number,
): readonly Record<string, unknown>[] {
  const project = findProject(world.store, projectId);
  if (permissionOn(world.store, user, project) === null) throw forbidden();
  return world.store.by.sharesOf(projectId).flatMap(({ userId, permission }) => {
    const other = world.store.users.get(userId);
    return other === undefined ? [] : [{ ...showUser(other), permission }];
  });
}

function administered(world: World, user: User, projectId: number): void {
  const project = findProject(world.store, projectId);
  if (permissionOn(world.store, user, project) !== 2) throw forbidden();
}

function userNamed(world: World, username: string): User {
  const user = world.store.by.userByName(username)[0];
  if (user === undefined) throw noSuchUser();
  return user;
}

function find(world: World, { projectId, username }: Sharing): Share | undefined {
  const { id } = userNamed(world, username);
  return world.store.by.sharesOf(projectId).find((one) => one.userId === id);
}

function found(world: World, sharing: Sharing): Share {
  const known = find(world, sharing);
  if (known === undefined) {
    throw new Refusal(404, 7003, "This user does not have access to the project.");
  }
  return known;
}
