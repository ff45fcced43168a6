import type { World } from "@tests/support/world.ts";

/** Somebody else on the same server, who sees the Inbox. */
interface OtherUser {
  call(method: string, path: string, body?: unknown): Promise<Record<string, unknown>>;
}

export async function shareInboxWith(world: World, username: string): Promise<OtherUser> {
  const password = "a-long-password";
  const { url } = world.server;
  await send(url, "POST", "/api/v1/register", null, {
    username,
    password,
    email: `${username}@example.com`,
  });
  const { token } = await send(url, "POST", "/api/v1/login", null, { username, password });
  const projects = await world.api<{ items: { id: number; title: string }[] }>(
    "GET",
    "/api/v2/projects?per_page=1000",
  );
  const inbox = projects.items.find(({ title }) => title === "Inbox");
  await world.api("PUT", `/api/v1/projects/${inbox?.id}/users`, { username, permission: 1 });
  return { call: (method, path, body) => send(url, method, path, String(token), body) };
}

async function send(
  url: string,
  method: string,
  path: string,
  token: string | null,
  body: unknown,
): Promise<Record<string, unknown>> {
  const response = await fetch(url + path, {
    method,
    headers: {
      "content-type": "application/json",
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text === "" ? {} : JSON.parse(text);
}
