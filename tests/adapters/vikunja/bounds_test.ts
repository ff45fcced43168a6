import assert from "node:assert/strict";
import http from "node:http";
import { once } from "node:events";
import { gzipSync } from "node:zlib";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { createTransport } from "@/adapters/vikunja/transport/transport.ts";
import type { RawRequest, Transport } from "@/ports/transport.ts";

const signal = new AbortController().signal;
const get: RawRequest = {
  method: "GET",
  path: "/",
  headers: {},
  body: null,
  once: false,
  signal,
};
const MiB = 2 ** 20;

async function answering(
  answer: (response: http.ServerResponse) => void,
): Promise<{ readonly base: URL } & AsyncDisposable> {
  const server = http.createServer((_, response) => {
    response.on("error", () => {});
    answer(response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { readonly port: number };
  return {
    base: new URL(`http://127.0.0.1:${port}`),
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await Promise.resolve();
    },
  };
}

async function failureOf(transport: Transport): Promise<string> {
  const exchange = await transport.send(get);
  return exchange.kind === "unanswered" ? exchange.failure.message : "answered";
}

/** Sends for as long as anybody reads. */
function endless(response: http.ServerResponse, part: Uint8Array): void {
  const more = () => {
    while (!response.destroyed && response.write(part));
  };
  response.on("drain", more);
  more();
}

const bombs = [
  ["gzip", gzipSync(new Uint8Array(32 * MiB)), { "content-encoding": "gzip" }],
  [
    "gzip under another name",
    gzipSync(new Uint8Array(32 * MiB)),
    { "content-encoding": "X-GZIP" },
  ],
  ["nothing packed", new Uint8Array(5 * MiB), {}],
] as const;

for (const [what, bytes, headers] of bombs) {
  Deno.test(`S8: send() reads no more than the bound of ${what}`, async () => {
    await using server = await answering((response) => {
      response.writeHead(200, headers);
      response.end(bytes);
    });
    const transport = createTransport({
      url: server.base.href,
      runtime: systemRuntime,
      sockets: 1,
      timeoutMs: 20_000,
      maxAnswerBytes: 4 * MiB,
    });
    assert.match(await failureOf(transport), /more than 4 MiB/);
    transport.close();
  });
}

for (const encoding of ["br", "zstd", "gzip, gzip"]) {
  Deno.test(`S8: send() refuses an answer packed as ${encoding}, which it did not ask for`, async () => {
    await using server = await answering((response) => {
      response.writeHead(200, { "content-encoding": encoding });
      response.end(gzipSync("x"));
    });
    const transport = createTransport({
      url: server.base.href,
      runtime: systemRuntime,
      sockets: 1,
      timeoutMs: 20_000,
    });
    assert.match(await failureOf(transport), /not asked for/);
    transport.close();
  });
}

Deno.test("S8: send() leaves an answer without end at the bound", async () => {
  let sent = 0;
  await using server = await answering((response) => {
    response.writeHead(200, { "content-type": "application/json" });
    const part = new Uint8Array(256 * 1024);
    response.on("close", () => sent = response.socket?.bytesWritten ?? sent);
    endless(response, part);
  });
  const transport = createTransport({
    url: server.base.href,
    runtime: systemRuntime,
    sockets: 1,
    timeoutMs: 20_000,
    maxAnswerBytes: 4 * MiB,
  });
  assert.match(await failureOf(transport), /more than 4 MiB/);
  assert.ok(sent < 64 * MiB, `${sent} bytes`);
  transport.close();
});

Deno.test("S8: send() waits for the whole answer no longer than its time, however slowly it comes", async () => {
  await using server = await answering((response) => {
    response.writeHead(200, { "content-type": "application/json" });
    const timer = setInterval(() => response.write(" "), 20);
    response.on("close", () => clearInterval(timer));
  });
  const transport = createTransport({
    url: server.base.href,
    runtime: systemRuntime,
    sockets: 1,
    timeoutMs: 300,
  });
  assert.match(await failureOf(transport), /no whole answer within 300 ms/);
  transport.close();
});
