import { startSandbox } from "@/sandbox/server.ts";
import type { SandboxVersion } from "@/sandbox/version.ts";

/** Everything the adapter may need, as the server names it. */
export const allPermissions: Readonly<Record<string, readonly string[]>> = {
  projects: ["read_all", "read_one", "create", "update", "delete"],
  tasks: ["read_all", "read_one", "create", "create_bulk", "update", "update_bulk", "delete"],
  labels: ["read_all", "read_one", "create", "update", "delete"],
  tasks_labels: ["read_all", "create", "delete", "update_bulk"],
  tasks_comments: ["read_all", "read_one", "create", "update", "delete"],
  tasks_relations: ["create", "delete"],
  tasks_assignees: ["read_all", "create", "delete", "update_bulk"],
};

/** A fresh account on the sandbox, or on the real server that `VIKUNJA_TEST_URL` names. */
export interface TestAccount {
  readonly url: string;
  readonly token: string;
  readonly userId: number;
  readonly username: string;
  /** As this account, with everything allowed; repeats the 500s of a server that takes one write at a time. */
  call<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<T>;
  /** Attaches an image and makes it the task's cover; nothing on the sandbox, which takes no files. */
  cover(taskId: number): Promise<void>;
  /** Another API token of this account. */
  tokenWith(permissions: Readonly<Record<string, readonly string[]>>): Promise<string>;
  /** Another account on the same server. */
  stranger(): Promise<TestAccount>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** `now`: the clock of the sandbox; of a real server it is its own. */
export async function testAccount(
  as: SandboxVersion = "2.5",
  now: () => Date = () => new Date(),
): Promise<TestAccount> {
  const given = Deno.env.get("VIKUNJA_TEST_URL");
  if (given !== undefined) return await register(given.replace(/\/+$/, ""), async () => {});
  const sandbox = await startSandbox({ as, now });
  return await register(sandbox.url, () => sandbox.close());
}

async function register(url: string, close: () => Promise<void>): Promise<TestAccount> {
  const username = `t${crypto.randomUUID().replaceAll("-", "").slice(0, 16)}`;
  const password = `pw-${username}`;
  const anonymous = { url, token: null };
  await send(anonymous, "POST", "/api/v1/register", {
    username,
    password,
    email: `${username}@example.com`,
  });
  const login = await send<{ token: string }>(anonymous, "POST", "/api/v1/login", {
    username,
    password,
  });
  const session = { url, token: login.token };
  const me = await send<{ id: number }>(session, "GET", "/api/v1/user");
  const tokenWith = async (permissions: Readonly<Record<string, readonly string[]>>) => {
    const made = await send<{ token: string }>(session, "PUT", "/api/v1/tokens", {
      title: "test",
      permissions,
      expires_at: "2099-01-01T00:00:00Z",
    });
    return made.token;
  };
  return {
    url,
    token: await tokenWith(await offered(session)),
    userId: me.id,
    username,
    call: (method, path, body) => send(session, method, path, body),
    cover: (taskId) => cover(session, taskId),
    tokenWith,
    stranger: () => register(url, async () => {}),
    [Symbol.asyncDispose]: close,
  };
}

/** Those of all permissions that this server has, by whatever name. */
async function offered(session: { readonly url: string; readonly token: string }) {
  type Routes = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  const routes = await send<Routes>(session, "GET", "/api/v1/routes");
  return Object.fromEntries(
    Object.entries(allPermissions).map(([group, names]) => [
      group,
      [...names, "bulk"].filter((name) => name in (routes[group] ?? {})),
    ]),
  );
}

async function cover(
  session: { readonly url: string; readonly token: string },
  taskId: number,
): Promise<void> {
  const form = new FormData();
  const pixel =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=";
  const bytes = Uint8Array.from(atob(pixel), (character) => character.charCodeAt(0));
  form.append("files", new Blob([bytes], { type: "image/png" }), "pixel.png");
  const answer = await fetch(`${session.url}/api/v1/tasks/${taskId}/attachments`, {
    method: "PUT",
    headers: { authorization: `Bearer ${session.token}` },
    body: form,
  });
  const { success = [] } = await answer.json() as { success?: { id: number }[] };
  for (const { id } of success) {
    await send(session, "PATCH", `/api/v2/tasks/${taskId}`, { cover_image_attachment_id: id });
  }
}

async function send<T>(
  to: { readonly url: string; readonly token: string | null },
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  let last = "";
  for (let attempt = 0; attempt < 40; attempt += 1) {
    const answer = await fetch(to.url + path, {
      method,
      headers: {
        "content-type": "application/json",
        ...(to.token === null ? {} : { authorization: `Bearer ${to.token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (answer.ok) return (text === "" ? null : JSON.parse(text)) as T;
    last = `${method} ${path}: ${answer.status} ${text}`;
    if (answer.status !== 500) break;
  }
  throw new Error(last);
}
