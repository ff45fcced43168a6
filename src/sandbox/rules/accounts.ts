import { invalidField, Refusal } from "../errors.ts";
import type { Session, User } from "../store/rows.ts";
import { behaviours } from "../version.ts";
import type { World } from "../world.ts";
import { createFilter } from "./saved_filters.ts";
import { createProject } from "./projects.ts";

export interface Registration {
  readonly username?: string;
  readonly password?: string;
  readonly email?: string;
}

/** A new account has an Inbox and a saved filter «My Open Tasks». */
export function register(world: World, { username, password, email }: Registration): User {
  const { store } = world;
  if (password !== undefined && password.length < 8) {
    throw invalidField("password", `${password} does not validate as bcrypt_password`);
  }
  if (!username || !password || !email) {
    throw new Refusal(400, 1004, "Please specify a username and a password.");
  }
  if (store.by.userByName(username).length > 0) {
    throw new Refusal(400, 1001, "A user with this username already exists.");
  }
  if (userByEmail(world, email) !== undefined) {
    throw new Refusal(400, 1002, "A user with this email address already exists.");
  }
  const created = world.now();
  const user = store.users.insert({
    username,
    password,
    email,
    defaultProjectId: 0,
    createdMs: created,
    updatedMs: created,
  });
  const inbox = createProject(world, user, { title: "Inbox" });
  if (behaviours[world.as].hasOpenTasks) {
    createFilter(world, user, { title: "My Open Tasks", filter: "done = false" });
  }
  return store.users.save({ ...user, defaultProjectId: inbox.id });
}

export function login(world: World, name: string, password: string): Session {
  const user = world.store.by.userByName(name)[0] ?? userByEmail(world, name);
  if (user === undefined || user.password !== password) {
    throw new Refusal(403, 1011, "Wrong username or password.");
  }
  return world.store.sessions.insert({ userId: user.id, token: sessionToken(world) });
}

function userByEmail(world: World, email: string): User | undefined {
  for (const user of world.store.users.all()) if (user.email === email) return user;
  return undefined;
}

/** Looks like the JSON web token that it stands for. */
function sessionToken({ uuid }: World): string {
  const part = () => uuid().replaceAll("-", "");
  return `eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.${part()}${part()}.${part()}`;
}
