import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { createTransport } from "@/adapters/vikunja/transport/transport.ts";
import type { Exchange, NoAnswer, RawAnswer, RawRequest } from "@/ports/transport.ts";

/** A server of bytes: answers requests with one after the other of `answers`; `null`, or the end of them, closes. */
function byteServer(answers: readonly (string | null)[]) {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const requests: string[] = [];
  let next = 0;
  async function serve(connection: Deno.TcpConn): Promise<void> {
    const buffer = new Uint8Array(65_536);
    try {
      while (true) {
        const size = await connection.read(buffer);
        if (size === null) return;
        requests.push(new TextDecoder().decode(buffer.subarray(0, size)).split(" ")[0] ?? "");
        const answer = answers[next];
        next += 1;
        if (answer === null || answer === undefined) return;
        await connection.write(new TextEncoder().encode(answer));
        if (next === answers.length) return;
      }
    } catch (error) {
      if (!(error instanceof Deno.errors.ConnectionReset)) throw error;
    } finally {
      connection.close();
    }
  }
  const running = (async () => {
    for await (const connection of listener) void serve(connection);
  })();
  const { port } = listener.addr;
  return {
    requests,
    base: new URL(`http://127.0.0.1:${port}`),
    async [Symbol.asyncDispose]() {
      listener.close();
      await running;
    },
  };
}

const ok = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";
const request = (values: Partial<RawRequest> = {}): RawRequest => ({
  method: "GET",
  path: "/",
  headers: {},
  body: null,
  once: false,
  signal: new AbortController().signal,
  ...values,
});

function transportTo(url: string) {
  return createTransport({ url, runtime: systemRuntime, sockets: 2, timeoutMs: 5_000 });
}

function answer(exchange: Exchange): RawAnswer {
  if (exchange.kind === "unanswered") throw new Error(exchange.failure.message);
  return exchange.answer;
}

function failure(exchange: Exchange): NoAnswer {
  if (exchange.kind === "answered") throw new Error(`answered: ${exchange.answer.status}`);
  return exchange.failure;
}

Deno.test("send() sends what must not happen twice exactly once, though a kept connection is there", async () => {
  await using server = byteServer([ok, null]);
  const transport = transportTo(server.base.href);
  assert.equal(answer(await transport.send(request())).connection, "new");
  const failed = failure(
    await transport.send(request({ method: "POST", body: "{}", once: true })),
  );
  assert.equal(failed.sent, true);
  assert.deepEqual(server.requests, ["GET", "POST"]);
  transport.close();
});

Deno.test("send() sends anything else again where the server has closed the kept connection", async () => {
  await using server = byteServer([ok, null, ok]);
  const transport = transportTo(server.base.href);
  assert.equal(answer(await transport.send(request())).connection, "new");
  const second = answer(await transport.send(request({ method: "PUT", body: "{}" })));
  assert.deepEqual([second.status, second.connection], [200, "new"]);
  assert.deepEqual(server.requests, ["GET", "PUT", "PUT"]);
  transport.close();
});

Deno.test("send() does not take what came unasked for the next answer", async () => {
  await using server = byteServer([`${ok}HTTP/1.1 500 No\r\ncontent-length: 0\r\n\r\n`, ok]);
  const transport = transportTo(server.base.href);
  assert.equal(answer(await transport.send(request())).status, 200);
  const second = answer(await transport.send(request()));
  assert.deepEqual([second.status, second.connection], [200, "new"]);
  transport.close();
});

Deno.test("send() has no more connections at a time than it may", async () => {
  let open = 0;
  let most = 0;
  const allowed = Promise.withResolvers<void>();
  await using server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    async (asked) => {
      if (new URL(asked.url).pathname === "/later") return new Response();
      most = Math.max(most, ++open);
      if (open === 2) {
        // What was sent beyond the limit would have come before this, which is asked for only now.
        await (await fetch(new URL("/later", asked.url))).body?.cancel();
        allowed.resolve();
      }
      await allowed.promise;
      open--;
      return new Response("{}");
    },
  );
  const transport = transportTo(`http://127.0.0.1:${server.addr.port}`);
  const answers = await Promise.all(Array.from({ length: 12 }, () => transport.send(request())));
  assert.deepEqual([...new Set(answers.map((one) => answer(one).status))], [200]);
  assert.equal(most, 2);
  transport.close();
});

Deno.test("send() takes an answer that is cut off in its middle for none", async () => {
  await using server = byteServer(["HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{}"]);
  const transport = transportTo(server.base.href);
  assert.equal(failure(await transport.send(request({ once: true }))).isFinal, false);
  transport.close();
});

Deno.test("send() says that nothing was sent where nobody listens", async () => {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const base = new URL(`http://127.0.0.1:${listener.addr.port}`);
  listener.close();
  const transport = transportTo(base.href);
  const { sent, code } = failure(await transport.send(request()));
  assert.deepEqual([sent, code], [false, "ECONNREFUSED"]);
  transport.close();
});

Deno.test("send() keeps a path of the base address and unpacks what is packed", async () => {
  const paths: string[] = [];
  await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (asked) => {
    paths.push(new URL(asked.url).pathname);
    const headers = { "content-encoding": "gzip" };
    return new Response(new Uint8Array(gzipSync('{"a":"ä"}')), { headers });
  });
  const base = new URL(`http://127.0.0.1:${server.addr.port}/sub/`);
  const transport = transportTo(base.href);
  assert.equal(answer(await transport.send(request({ path: "/api/v2/info" }))).text, '{"a":"ä"}');
  assert.deepEqual(paths, ["/sub/api/v2/info"]);
  transport.close();
});

Deno.test("send() gives a connection up that never speaks TLS, and its place to the next request", async () => {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const ended: Promise<void>[] = [];
  async function listenOnly(connection: Deno.TcpConn): Promise<void> {
    const buffer = new Uint8Array(4_096);
    while (await connection.read(buffer).catch(() => null) !== null);
    connection.close();
  }
  const running = (async () => {
    for await (const connection of listener) ended.push(listenOnly(connection));
  })();
  const url = `https://127.0.0.1:${listener.addr.port}`;
  const transport = createTransport({ url, runtime: systemRuntime, sockets: 1, timeoutMs: 150 });
  for (let round = 0; round < 3; round++) {
    assert.equal(failure(await transport.send(request())).isFinal, true);
  }
  listener.close();
  await running;
  assert.equal(ended.length, 3);
  await Promise.all(ended);
  transport.close();
});
