import type { World } from "@tests/support/world.ts";

/** Somebody else's project on the same server, shared with the account that syncs. */
interface StrangeProject {
  readonly id: number;
  /** As its owner. */
  call<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<T>;
  /** 0: to read; 1: to write. */
  allow(permission: 0 | 1): Promise<void>;
}

export async function strangeProject(
  { server }: World,
  title: string,
  permission: 0 | 1,
): Promise<StrangeProject> {
  const username = `owner-of-${title.toLowerCase()}`;
  const password = "a-long-password";
  const call = async <T>(method: string, path: string, body?: unknown, token = ""): Promise<T> => {
    const response = await fetch(server.url + path, {
      method,
      headers: {
        "content-type": "application/json",
        ...(token === "" ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text === "" ? null : JSON.parse(text)) as T;
  };
  const email = `${username}@example.com`;
  await call("POST", "/api/v1/register", { username, password, email });
  const { token } = await call<{ token: string }>("POST", "/api/v1/login", { username, password });
  const own = <T>(method: string, path: string, body?: unknown) =>
    call<T>(method, path, body, token);
  const { id } = await own<{ id: number }>("POST", "/api/v2/projects", { title });
  await own("PUT", `/api/v1/projects/${id}/users`, { username: server.username, permission });
  return {
    id,
    call: own,
    allow: async (wanted) =>
      void await own("POST", `/api/v1/projects/${id}/users/${server.username}`, {
        permission: wanted,
      }),
  };
}
