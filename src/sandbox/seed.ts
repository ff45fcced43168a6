import { register } from "./rules/accounts.ts";
import { everyPermission } from "./rules/permissions.ts";
import { createToken, tokensOf } from "./rules/tokens.ts";
import type { World } from "./world.ts";
import { seedDemo } from "./demo.ts";

export interface ReadyAccount {
  readonly token: string;
  readonly username: string;
  readonly password: string;
}

const username = "demo";
const password = "demo-password";

/** The ready-made account; one that is there already, with its data, stays as it is. */
export function seed(world: World, kind: "demo" | "empty"): ReadyAccount {
  const known = world.store.by.userByName(username)[0];
  if (known !== undefined) {
    const token = tokensOf(world, known)[0]?.token ?? "";
    return { token, username, password };
  }
  const user = register(world, { username, password, email: "demo@example.com" });
  const { token } = createToken(world, user, {
    title: "sandbox",
    permissions: everyPermission(world),
    expires_at: "2099-12-31T00:00:00Z",
  });
  if (kind === "demo") seedDemo(world, user);
  return { token, username, password };
}
