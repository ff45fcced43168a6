import { neededPermissions } from "@/adapters/vikunja/permissions.ts";
import { kindOf } from "@/adapters/vikunja/client/server_kind.ts";
import type { World } from "@tests/support/world.ts";

/** What `init` and the README ask for where no webhooks are set up; of what claims need only to know whose it is. */
const needed: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  [
    ...Map.groupBy(
      neededPermissions(kindOf("v2.5.0", true)).filter(({ use, group }) =>
        use === "sync" || group === "other"
      ),
      ({ group }) => group,
    ),
  ].map(([group, all]) => [group, all.map(({ action }) => action)]),
);

/** The environment with a token that has the permissions of the README less one, or less a group. */
export async function tokenWithout(world: World, group: string, permission?: string) {
  return await tokenWithoutAll(world, [[group, permission ?? null]]);
}

/** The same with several of them missing; `null`: the whole group. */
export async function tokenWithoutAll(
  { server }: World,
  lacking: readonly (readonly [group: string, permission: string | null])[],
) {
  const post = async (path: string, authorization: string, method: string, body: object) => {
    const response = await fetch(server.url + path, {
      method,
      headers: { authorization, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return await response.json() as { readonly token: string };
  };
  const { username, password } = server;
  const login = await post("/api/v1/login", "", "POST", { username, password });
  const isLeft = (group: string) => (name: string) =>
    !lacking.some(([of, permission]) => of === group && (permission ?? name) === name);
  const permissions = Object.fromEntries(
    Object.entries(needed).map(([group, names]) => [group, names.filter(isLeft(group))] as const)
      .filter(([, names]) => names.length > 0),
  );
  const { token } = await post("/api/v1/tokens", `Bearer ${login.token}`, "PUT", {
    title: "limited",
    permissions,
    expires_at: "2099-01-01T00:00:00Z",
  });
  return { VIKUNJA_TOKEN: token };
}
