import assert from "node:assert/strict";
import { createServer } from "node:net";
import { connectDaemon, type DaemonClient } from "@/adapters/http/daemon_client.ts";
import { jsonAnswer, type Route } from "@/adapters/http/routes.ts";
import { listen } from "@/adapters/http/server.ts";
import { SyncError } from "@/domain/errors.ts";
import type { Json } from "@/domain/json.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";

const never = new AbortController().signal;
const info = { version: "1.2.3", pid: 7, stateDir: "/somewhere", listen: null };

function route(method: Route["method"], path: string, handle: Route["handle"]): Route {
  return { method, path, isPublic: false, maxBytes: 1000, handle };
}

const about = route("GET", "/v1/daemon", () => Promise.resolve(jsonAnswer(info)));

async function daemonWith(path: string, ...routes: readonly Route[]) {
  const server = await listen({ kind: "socket", path }, {
    routes: [about, ...routes],
    isPublic: false,
  });
  const client = await connectDaemon(path);
  assert.ok(client !== null);
  return { server, client };
}

async function all(client: DaemonClient): Promise<readonly Json[]> {
  const lines: Json[] = [];
  for await (const line of client.lines("POST", "/lines", {}, never)) lines.push(line);
  return lines;
}

Deno.test("connectDaemon() gives null where nobody listens: no file, one left behind, a path too long", async () => {
  using folder = tempFolder();
  assert.equal(await connectDaemon(folder.file("none")), null);
  const path = folder.file("left");
  const listener = Deno.listen({ transport: "unix", path: folder.file("first") });
  Deno.renameSync(folder.file("first"), path);
  listener.close();
  assert.ok(Deno.statSync(path));
  assert.equal(await connectDaemon(path), null);
  assert.equal(await connectDaemon(folder.file("x".repeat(200))), null);
});

Deno.test("connectDaemon() learns what the daemon says of itself, and calls it", async () => {
  using folder = tempFolder();
  const double = route(
    "POST",
    "/double",
    ({ body }) =>
      Promise.resolve(jsonAnswer({ twice: `${new TextDecoder().decode(body)}ü`.repeat(2) })),
  );
  const { server, client } = await daemonWith(folder.file("socket"), double);
  await using _server = server;
  assert.deepEqual(client.info, info);
  assert.deepEqual(await client.call("POST", "/double", 4), { twice: "4ü4ü" });
});

Deno.test("call() throws the error as the daemon said it", async () => {
  using folder = tempFolder();
  const fails = route("POST", "/fails", () => {
    throw new SyncError("MASS_DELETE", "Cannot go on", { hint: "Look." });
  });
  const { server, client } = await daemonWith(folder.file("socket"), fails);
  await using _server = server;
  await assert.rejects(client.call("POST", "/fails"), (error: SyncError) => {
    assert.deepEqual(
      [error.code, error.message, error.hint, error.retryable],
      ["MASS_DELETE", "Cannot go on", "Look.", false],
    );
    return true;
  });
});

Deno.test("call() says DAEMON_GONE, to be tried again, where it stops or has gone", async () => {
  using folder = tempFolder();
  const { server, client } = await daemonWith(folder.file("socket"));
  const isGone = (error: SyncError) => error.code === "DAEMON_GONE" && error.retryable;
  server.refuse(true);
  await assert.rejects(client.call("GET", "/v1/daemon"), isGone);
  await server[Symbol.asyncDispose]();
  await assert.rejects(client.call("GET", "/v1/daemon"), isGone);
});

Deno.test("lines() gives each line as it comes, cut anywhere", async () => {
  using folder = tempFolder();
  async function* lines(): AsyncGenerator<Json> {
    yield { text: "ü".repeat(70_000) };
    await Promise.resolve();
    yield { last: true };
  }
  const route2 = route("POST", "/lines", () => Promise.resolve({ kind: "lines", lines: lines() }));
  const { server, client } = await daemonWith(folder.file("socket"), route2);
  await using _server = server;
  assert.deepEqual(await all(client), [{ text: "ü".repeat(70_000) }, { last: true }]);
});

Deno.test("lines() says DAEMON_GONE where the answer is cut off", async () => {
  using folder = tempFolder();
  const path = folder.file("socket");
  const json = JSON.stringify(info);
  const answers = [
    `HTTP/1.0 200 OK\r\n\r\n${json}`,
    'HTTP/1.0 200 OK\r\n\r\n{"progress":1}\n{"resu',
  ];
  const server = createServer((socket) => {
    socket.once("data", () => socket.end(answers.shift() ?? ""));
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  try {
    const client = await connectDaemon(path);
    assert.ok(client !== null);
    await assert.rejects(all(client), (error: SyncError) => error.code === "DAEMON_GONE");
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
});

Deno.test("connectDaemon() says DAEMON_GONE where what listens answers nothing", async () => {
  using folder = tempFolder();
  const path = folder.file("socket");
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(path, resolve));
  try {
    await assert.rejects(connectDaemon(path), (error: SyncError) => error.code === "DAEMON_GONE");
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
});
