import assert from "node:assert/strict";
import { listen } from "@/adapters/http/server.ts";
import type { Door } from "@/ports/doors.ts";
import { jsonAnswer, type Route, type RouteRequest } from "@/adapters/http/routes.ts";
import { unixRequest } from "@/adapters/http/unix_request.ts";
import { type ErrorCode, SyncError } from "@/domain/errors.ts";
import type { Json } from "@/domain/json.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";

const tcp = { kind: "tcp", host: "127.0.0.1", port: 0 } as const;

function route(path: string, handle: Route["handle"], rest: Partial<Route> = {}): Route {
  return { method: "POST", path, isPublic: true, maxBytes: 10, handle, ...rest };
}

const echo = route(
  "/echo/:name",
  ({ params, query, headers, body }: RouteRequest) =>
    Promise.resolve(jsonAnswer({
      name: params["name"] ?? null,
      q: query.get("q"),
      header: headers["x-some"] ?? null,
      body: new TextDecoder().decode(body),
    })),
);

async function answered(response: Response) {
  const { status, headers } = response;
  return { status, retryAfter: headers.get("retry-after"), body: await response.json() };
}

const post = (server: Door, path: string, body = "") =>
  fetch(server.url + path, { method: "POST", body, headers: { "X-Some": "thing" } });

Deno.test("listen() hands a route what came and answers with what it gave", async () => {
  await using server = await listen(tcp, { routes: [echo], isPublic: true });
  assert.match(server.url ?? "", /^http:\/\/127\.0\.0\.1:\d+$/);
  const { status, body } = await answered(await post(server, "/echo/a%20b?q=1", "text"));
  assert.deepEqual([status, body], [200, { name: "a b", q: "1", header: "thing", body: "text" }]);
});

Deno.test("listen() offers over TCP only what is public", async () => {
  const routes = [route("/secret", () => Promise.resolve(jsonAnswer(1)), { isPublic: false })];
  await using server = await listen(tcp, { routes, isPublic: true });
  assert.equal((await answered(await post(server, "/secret"))).status, 404);
  using folder = tempFolder();
  const path = folder.file("socket");
  await using _socket = await listen({ kind: "socket", path }, { routes, isPublic: false });
  const answer = await unixRequest(path, {
    method: "POST",
    path: "/secret",
    body: "",
    signal: null,
    silenceMs: 30_000,
  });
  assert.equal(answer?.status, 200);
});

Deno.test("listen() refuses a body that is too long, and goes on", async () => {
  await using server = await listen(tcp, { routes: [echo], isPublic: true });
  assert.equal((await answered(await post(server, "/echo/a", "x".repeat(10)))).status, 200);
  const long = await answered(await post(server, "/echo/a", "x".repeat(100_000)));
  assert.deepEqual([long.status, long.body.error.code], [413, "USAGE"]);
  assert.equal((await answered(await post(server, "/echo/a", "x"))).status, 200);
});

const statuses: readonly (readonly [ErrorCode, boolean, number])[] = [
  ["NOT_FOUND", false, 404],
  ["USAGE", false, 400],
  ["SERVER_UNAVAILABLE", true, 503],
  ["MASS_DELETE", false, 409],
  ["INTERNAL", false, 500],
];

for (const [code, retryable, status] of statuses) {
  Deno.test(`listen() answers ${status} where a route throws ${code}`, async () => {
    const fails = route("/fails", () => {
      throw new SyncError(code, "Cannot do it", { retryable, hint: "Do this." });
    });
    await using server = await listen(tcp, { routes: [fails], isPublic: true });
    const answer = await answered(await post(server, "/fails"));
    const error = { code, message: "Cannot do it", hint: "Do this.", retryable };
    assert.deepEqual([answer.status, answer.body], [status, { error }]);
    assert.equal(answer.retryAfter !== null, status === 503);
  });
}

Deno.test("refuse() answers 503 with Retry-After as long as it refuses", async () => {
  await using server = await listen(tcp, { routes: [echo], isPublic: true });
  server.refuse(true);
  const { status, retryAfter, body } = await answered(await post(server, "/echo/a"));
  assert.deepEqual([status, retryAfter, body.error.retryable], [503, "5", true]);
  assert.equal((await answered(await post(server, "/elsewhere"))).status, 404);
  server.refuse(false);
  assert.equal((await answered(await post(server, "/echo/a"))).status, 200);
});

Deno.test("lines come one by one, as they are made", async () => {
  const more = Promise.withResolvers<void>();
  async function* lines(): AsyncGenerator<Json> {
    yield { n: 1 };
    await more.promise;
    yield { n: 2 };
  }
  const counts = route("/lines", () => Promise.resolve({ kind: "lines", lines: lines() }));
  await using server = await listen(tcp, { routes: [counts], isPublic: true });
  const response = await post(server, "/lines");
  assert.equal(response.headers.get("content-type"), "application/x-ndjson");
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  assert.equal((await reader.read()).value, '{"n":1}\n');
  more.resolve();
  assert.equal((await reader.read()).value, '{"n":2}\n');
  assert.equal((await reader.read()).done, true);
});

Deno.test("closing waits until answers under way have left", async () => {
  const isAsked = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  const slow = route("/slow", async () => {
    isAsked.resolve();
    await finish.promise;
    return jsonAnswer("x".repeat(200_000));
  });
  const server = await listen(tcp, { routes: [slow], isPublic: true });
  const answer = post(server, "/slow").then(answered);
  await isAsked.promise;
  finish.resolve();
  await server[Symbol.asyncDispose]();
  assert.equal((await answer).body.length, 200_000);
  await assert.rejects(post(server, "/slow"));
});

Deno.test("the signal of a request ends when its caller goes away", async () => {
  const isGone = Promise.withResolvers<void>();
  const isAsked = Promise.withResolvers<void>();
  const waits = route("/waits", ({ signal }) => {
    signal.addEventListener("abort", () => isGone.resolve());
    isAsked.resolve();
    return isGone.promise.then(() => jsonAnswer(null));
  });
  await using server = await listen(tcp, { routes: [waits], isPublic: true });
  const caller = new AbortController();
  const answer = fetch(`${server.url}/waits`, { method: "POST", signal: caller.signal });
  await isAsked.promise;
  caller.abort();
  await assert.rejects(answer);
  await isGone.promise;
});

Deno.test("listen() says CONFIG and how to go on where the address is taken", async () => {
  await using server = await listen(tcp, { routes: [], isPublic: true });
  const port = Number(new URL(server.url ?? "").port);
  await assert.rejects(
    listen({ ...tcp, port }, { routes: [], isPublic: true }),
    (error: SyncError) => error.code === "CONFIG" && /--listen/.test(error.hint ?? ""),
  );
});
