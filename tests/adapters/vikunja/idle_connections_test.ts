import assert from "node:assert/strict";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { createTransport } from "@/adapters/vikunja/transport/transport.ts";
import type { RawRequest } from "@/ports/transport.ts";

/** Answers each request with the number of its connection, until told otherwise. */
function numberingServer() {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const open: Deno.TcpConn[] = [];
  const asked: string[] = [];
  const silent = new Set<number>();
  async function serve(connection: Deno.TcpConn, number: number): Promise<void> {
    const buffer = new Uint8Array(65_536);
    for (;;) {
      const size = await connection.read(buffer).catch(() => null);
      if (size === null) return;
      const [method] = new TextDecoder().decode(buffer.subarray(0, size)).split(" ");
      asked.push(`${method} ${number}`);
      if (silent.has(number)) continue;
      const answer = `HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n${number}`;
      await connection.write(new TextEncoder().encode(answer));
    }
  }
  const running = (async () => {
    for await (const connection of listener) {
      open.push(connection);
      void serve(connection, open.length);
    }
  })();
  return {
    url: `http://127.0.0.1:${listener.addr.port}`,
    asked,
    /** Takes what comes over it, and says nothing. */
    silence: (number: number) => silent.add(number),
    close: (number: number) => open[number - 1]?.close(),
    async [Symbol.asyncDispose]() {
      listener.close();
      await running;
      for (const connection of open) {
        try {
          connection.close();
        } catch (thrown) {
          if (!(thrown instanceof Deno.errors.BadResource)) throw thrown;
        }
      }
    },
  };
}

/** What is waited for comes a hundred times sooner; `pass` lets time go by. */
function quickTransport(url: string) {
  let passed = 0;
  const runtime = {
    elapsed: () => systemRuntime.elapsed() + passed,
    after: (ms: number, then: () => void) => systemRuntime.after(ms / 100, then),
  };
  const transport = createTransport({ url, runtime, sockets: 4, timeoutMs: 500_000 });
  async function ask(values: Partial<RawRequest> = {}): Promise<string> {
    const signal = new AbortController().signal;
    const usual = { method: "GET" as const, path: "/", headers: {}, body: null, once: false };
    const exchange = await transport.send({ ...usual, signal, ...values });
    return exchange.kind === "answered" ? exchange.answer.text : "none";
  }
  return {
    get: () => ask(),
    put: () => ask({ method: "PUT", body: "{}" }),
    create: () => ask({ method: "POST", body: "{}", once: true }),
    pass: (ms: number) => void (passed += ms),
    [Symbol.dispose]: () => transport.close(),
  };
}

Deno.test("send() asks over a connection that was idle for half a minute, and changes nothing over it", async () => {
  await using server = numberingServer();
  using to = quickTransport(server.url);
  assert.equal(await to.get(), "1");
  to.pass(30_000);
  assert.equal(await to.get(), "1");
  assert.equal(await to.create(), "1");
  to.pass(30_000);
  assert.equal(await to.create(), "2");
  to.pass(30_000);
  assert.equal(await to.put(), "3");
  to.pass(95_000);
  assert.equal(await to.get(), "4");
});

Deno.test("send() keeps the connections open that asking now and then can keep", async () => {
  await using server = numberingServer();
  using to = quickTransport(server.url);
  assert.deepEqual((await Promise.all([to.get(), to.get()])).toSorted(), ["1", "2"]);
  const polls: string[] = [];
  for (let round = 0; round < 6; round++) {
    to.pass(30_000);
    polls.push(await to.get());
  }
  assert.equal(new Set(polls).size, 2);
  to.pass(20_000);
  assert.deepEqual((await Promise.all([to.get(), to.get()])).toSorted(), ["1", "2"]);
});

Deno.test("send() knows of a connection that the server has closed, and sends nothing over it", async () => {
  for (const way of ["create", "put", "get"] as const) {
    await using server = numberingServer();
    using to = quickTransport(server.url);
    assert.equal(await to.get(), "1");
    server.close(1);
    // By the time that somebody else was answered, the end of the first one has come.
    using other = quickTransport(server.url);
    await other.get();
    await other.get();
    assert.equal(await to[way](), "3");
    assert.equal(server.asked.length, 4);
  }
});

Deno.test("send() asks anew where an idle connection stays silent, and goes by none for long then", async () => {
  await using server = numberingServer();
  using to = quickTransport(server.url);
  assert.deepEqual((await Promise.all([to.get(), to.get()])).toSorted(), ["1", "2"]);
  to.pass(30_000);
  for (const number of [1, 2]) server.silence(number);
  assert.equal(await to.get(), "3");
  assert.equal(server.asked.length, 4);
  to.pass(30_000);
  assert.equal(await to.get(), "4");
  to.pass(3_600_000);
  assert.equal(await to.get(), "5");
  to.pass(30_000);
  assert.equal(await to.get(), "5");
});

Deno.test("send() sends a change over a fresh connection that stays silent once, and waits for its answer", async () => {
  await using server = numberingServer();
  const transport = createTransport({
    url: server.url,
    runtime: { ...systemRuntime, after: (ms, then) => systemRuntime.after(ms / 100, then) },
    sockets: 4,
  });
  const signal = new AbortController().signal;
  const usual = { path: "/", headers: {}, signal };
  await transport.send({ ...usual, method: "GET", body: null, once: false });
  server.silence(1);
  const exchange = await transport.send({ ...usual, method: "POST", body: "{}", once: true });
  assert.equal(exchange.kind === "unanswered" && exchange.failure.sent, true);
  assert.deepEqual(server.asked, ["GET 1", "POST 1"]);
  transport.close();
});
