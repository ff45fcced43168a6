import assert from "node:assert/strict";
import { connect, type Socket } from "node:net";
import { createHmac } from "node:crypto";
import { listen } from "@/adapters/http/server.ts";
import { jsonAnswer, type Route } from "@/adapters/http/routes.ts";
import { webhookRoute } from "@/adapters/http/webhook_route.ts";
import { readDelivery } from "@/triggers/delivery.ts";
import { brokenRequests, sendAndGo } from "@tests/support/broken_clients.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";
import { until } from "@tests/support/until.ts";

const secret = "a shared secret";
const tcp = { kind: "tcp", host: "127.0.0.1", port: 0 } as const;

function receiver() {
  const taken: unknown[] = [];
  let unread = 0;
  const route = webhookRoute({
    secret: () => Promise.resolve(secret),
    basicAuth: () => null,
    deliver(body) {
      taken.push(body);
      return Promise.resolve(readDelivery(body));
    },
    deliverUnread: () => Promise.resolve(void unread++),
    count: () => {},
  });
  return { route, taken, unread: () => unread };
}

const signature = (body: string) => createHmac("sha256", secret).update(body).digest("hex");

async function deliver(url: string | null, body: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${url}/webhook`, {
    method: "POST",
    body,
    headers: { "x-vikunja-signature": signature(body), ...headers },
  });
  return { status: response.status, body: await response.json() };
}

const good = '{"event_name":"task.updated","data":{"task":{"id":7}}}';

/** All that comes back, until the other side closes. */
async function raw(url: string | null, text: string): Promise<string> {
  const { hostname: host, port } = new URL(url ?? "");
  const socket = connect({ host, port: Number(port) });
  socket.setEncoding("latin1");
  let answer = "";
  socket.on("data", (part) => answer += part);
  socket.on("error", () => {});
  socket.write(text);
  await new Promise<void>((resolve) => socket.on("close", () => resolve()));
  return answer;
}

Deno.test("R17: listen() goes on after every kind of broken client", async () => {
  const { route } = receiver();
  await using server = await listen(tcp, { routes: [route], isPublic: true });
  using folder = tempFolder();
  const path = folder.file("socket");
  await using _socket = await listen({ kind: "socket", path }, {
    routes: [route],
    isPublic: false,
  });
  const port = Number(new URL(server.url ?? "").port);
  await Promise.all(
    brokenRequests.flatMap(([, request]) =>
      (["end", "reset"] as const).flatMap((how) => {
        const text = request.replaceAll("PATH", "/webhook");
        return [sendAndGo({ port, host: "127.0.0.1" }, text, how), sendAndGo({ path }, text, how)];
      })
    ),
  );
  assert.equal((await deliver(server.url, good)).status, 200);
});

Deno.test("S2: a missing or malformed signature is refused before anything of the body is read", async () => {
  const { route, taken } = receiver();
  await using server = await listen(tcp, { routes: [route], isPublic: true });
  for (
    const line of ["", "X-Vikunja-Signature: abc\r\n", `X-Vikunja-Signature: ${"g".repeat(64)}\r\n`]
  ) {
    const head = `POST /webhook HTTP/1.1\r\nHost: a\r\n${line}Content-Length: 1000000\r\n\r\n`;
    assert.match(await raw(server.url, head), /^HTTP\/1\.1 403 /);
  }
  assert.deepEqual(taken, []);
});

Deno.test("S2: of pipelined requests the first is answered, and the connection ends", async () => {
  const { route } = receiver();
  await using server = await listen(tcp, { routes: [route], isPublic: true });
  const one = "POST /webhook HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n";
  assert.equal((await raw(server.url, one.repeat(100))).match(/HTTP\/1\.1/g)?.length, 1);
});

Deno.test("S2: connections beyond a bound let go of those that ask for nothing, and a delivery comes through", async () => {
  const { route, taken } = receiver();
  await using server = await listen(tcp, { routes: [route], isPublic: true });
  const { hostname: host, port } = new URL(server.url ?? "");
  let closed = 0;
  const idle = Array.from({ length: 400 }, () => {
    const socket: Socket = connect({ host, port: Number(port) });
    socket.on("error", () => {});
    socket.on("close", () => closed++);
    socket.resume();
    return socket;
  });
  await until("the first ones closed", () => Promise.resolve(closed >= 140));
  assert.equal((await deliver(server.url, good)).status, 200);
  assert.equal(taken.length, 1);
  for (const socket of idle) socket.destroy();
});

Deno.test("S2: large bodies that stop short make way for a delivery", async () => {
  const { route, taken } = receiver();
  await using server = await listen(tcp, { routes: [route], isPublic: true });
  const { hostname: host, port } = new URL(server.url ?? "");
  const length = 4 * 1024 * 1024;
  const hogs = Array.from({ length: 20 }, () => {
    const socket = connect({ host, port: Number(port) });
    socket.on("error", () => {});
    socket.write(
      `POST /webhook HTTP/1.1\r\nHost: a\r\nX-Vikunja-Signature: ${"a".repeat(64)}\r\n` +
        `Content-Length: ${length}\r\n\r\n`,
    );
    socket.write(new Uint8Array(100_000));
    return socket;
  });
  assert.equal((await deliver(server.url, good)).status, 200);
  const large = JSON.stringify({ ...JSON.parse(good), rest: "x".repeat(1_000_000) });
  assert.equal((await deliver(server.url, large)).status, 200);
  assert.equal(taken.length, 2);
  for (const socket of hogs) socket.destroy();
});

Deno.test("S2: a signed delivery that is too long to be kept is not lost", async () => {
  const { route, taken, unread } = receiver();
  await using server = await listen(tcp, { routes: [route], isPublic: true });
  const large = JSON.stringify({ rest: "x".repeat(4 * 1024 * 1024) });
  assert.equal((await deliver(server.url, large)).status, 413);
  assert.deepEqual([taken.length, unread()], [0, 1]);
  const forged = await deliver(server.url, large, { "x-vikunja-signature": "a".repeat(64) });
  assert.deepEqual([forged.status, unread()], [403, 1]);
});

Deno.test("S2: listen() reads bodies in chunks, with an expectation, and in pieces of any size", async () => {
  const { route, taken } = receiver();
  await using server = await listen(tcp, { routes: [route], isPublic: true });
  const head = `POST /webhook HTTP/1.1\r\nHost: a\r\nX-Vikunja-Signature: ${signature(good)}\r\n`;
  const chunks = [good.slice(0, 5), good.slice(5)].map((part) =>
    `${part.length.toString(16)};x=y\r\n${part}\r\n`
  ).join("");
  const chunked = `${head}Transfer-Encoding: chunked\r\n\r\n${chunks}0\r\nX-T: a\r\n\r\n`;
  assert.match(await raw(server.url, chunked), /^HTTP\/1\.1 200 /);
  const expecting = `${head}Expect: 100-continue\r\nContent-Length: ${good.length}\r\n\r\n${good}`;
  assert.match(await raw(server.url, expecting), /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /);
  assert.equal(taken.length, 2);
});

Deno.test("S13: a target that is no path is 400 or 404, and a deep body 400", async () => {
  const route: Route = {
    method: "POST",
    path: "/a",
    isPublic: true,
    maxBytes: 1_000,
    handle: () => Promise.resolve(jsonAnswer({})),
  };
  await using server = await listen(tcp, { routes: [route], isPublic: true });
  const targets = ["//", "///a", "*", "http://[/", "//a:99999999/", "/%ff%00", "/a\u0001"];
  for (const target of targets) {
    assert.match(
      await raw(server.url, `GET ${target} HTTP/1.1\r\nHost: a\r\n\r\n`),
      /^HTTP\/1\.1 40[04] /,
    );
  }
  const { route: webhook } = receiver();
  await using second = await listen(tcp, { routes: [webhook], isPublic: true });
  for (
    const body of ["[".repeat(100_000), `{"a":${"[".repeat(100)}${"]".repeat(100)}}`, '"\\', "\0"]
  ) {
    assert.equal((await deliver(second.url, body)).status, 400);
  }
});

Deno.test("S3: ids that no task can have are 400, whoever signed them", async () => {
  const { route } = receiver();
  await using server = await listen(tcp, { routes: [route], isPublic: true });
  for (const id of ["9007199254740993", "-1", "0", "1e30", "1.5", '"7"', "[7]", "{}"]) {
    for (
      const data of [
        `{"task":{"id":${id}}}`,
        `{"tasks":[{"id":${id}}]}`,
        `{"relation":{"task_id":${id}}}`,
      ]
    ) {
      const { status } = await deliver(server.url, `{"event_name":"task.updated","data":${data}}`);
      assert.equal(status, 400, data);
    }
  }
  for (const name of ["x".repeat(3_000_000), "", "task updated", "a\\u0000b"]) {
    assert.equal((await deliver(server.url, `{"event_name":"${name}"}`)).status, 400);
  }
});
