import { forbidden, Refusal, required } from "../errors.ts";
import type { ApiToken, User } from "../store/rows.ts";
import type { World } from "../world.ts";
import { behaviours } from "../version.ts";
import { offers } from "./permissions.ts";

export interface TokenBody {
  readonly title?: string;
  readonly permissions?: unknown;
  readonly expires_at?: string;
}

export function createToken(world: World, user: User, body: TokenBody): ApiToken {
  if (!body.title) throw required("title");
  const permissions = namesOf(body.permissions);
  if (Object.keys(permissions).length === 0) throw required("permissions");
  if (body.expires_at === undefined) throw required("expires_at");
  for (const [group, names] of Object.entries(permissions)) {
    if (!offers(world, group)) throw unknownPermission(world, group, "");
    for (const name of names) {
      if (!offers(world, group, name)) throw unknownPermission(world, group, name);
    }
  }
  return world.store.tokens.insert({
    ownerId: user.id,
    title: body.title,
    token: `tk_${world.uuid().replaceAll("-", "")}${world.uuid().slice(0, 8)}`,
    permissions: Object.fromEntries(Object.entries(permissions).sort()),
    expiresAt: Math.floor(Date.parse(body.expires_at) / 1000),
    createdMs: world.now(),
  });
}

export function tokensOf(world: World, user: User): readonly ApiToken[] {
  return [...world.store.tokens.all()].filter((token) => token.ownerId === user.id);
}

export function deleteToken(world: World, user: User, id: number): void {
  const token = world.store.tokens.get(id);
  if (token === undefined || token.ownerId !== user.id) throw forbidden();
  world.store.tokens.remove(id);
}

function namesOf(given: unknown): Readonly<Record<string, readonly string[]>> {
  return typeof given === "object" && given !== null
    ? given as Readonly<Record<string, readonly string[]>>
    : {};
}

function unknownPermission(world: World, group: string, permission: string): Refusal {
  return new Refusal(
    400,
    14002,
    `The permission ${permission} of group ${group} is invalid.`,
    behaviours[world.as].saysMoreOfTokens ? { i18n_params: { group, permission } } : {},
  );
}
