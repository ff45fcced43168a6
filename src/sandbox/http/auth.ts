import { unauthorized } from "../errors.ts";
import type { ApiToken, User } from "../store/rows.ts";
import type { World } from "../world.ts";
import { permissionIn } from "../rules/permissions.ts";
import { behaviours } from "../version.ts";
import type { Needs } from "./call.ts";

interface Caller {
  readonly user: User;
  /** Null: logged in, and so allowed everything. */
  readonly token: ApiToken | null;
}

/** Who calls, if that is known and good. */
export function callerOf(world: World, authorization: string | undefined): Caller | null {
  const text = /^Bearer (\S+)$/.exec(authorization ?? "")?.[1];
  if (text === undefined) return null;
  const session = world.store.by.sessionByToken(text)[0];
  if (session !== undefined) return withUser(world, session.userId, null);
  const token = world.store.by.tokenByText(text)[0];
  if (token === undefined || token.expiresAt * 1000 <= world.now()) return null;
  return withUser(world, token.ownerId, token);
}

/** @throws the one refusal there is for no, a bad and an insufficient token. */
export function admit(
  world: World,
  { caller, authorization }: {
    readonly caller: Caller | null;
    readonly authorization: string | undefined;
  },
  needs: Needs,
): void {
  if (needs === "nobody") return;
  const isTokenEnough = needs === "anybody with a token" && !behaviours[world.as].knowsTokens;
  if (isTokenEnough && authorization?.startsWith("Bearer tk_") === true) return;
  if (caller === null) throw unauthorized();
  if (caller.token === null || needs === "anybody" || needs === "anybody with a token") return;
  if (needs === "login") throw unauthorized();
  for (const need of needs) {
    const known = permissionIn(world, need);
    if (known === null) throw unauthorized();
    const [group = "", name = ""] = known.split(".");
    if (!caller.token.permissions[group]?.includes(name)) throw unauthorized();
  }
}

function withUser(world: World, id: number, token: ApiToken | null): Caller | null {
  const user = world.store.users.get(id);
  return user === undefined ? null : { user, token };
}
