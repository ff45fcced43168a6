import assert from "node:assert/strict";
import { readHttpAnswer } from "@/adapters/vikunja/transport/http_answer.ts";
import { createHttpInput } from "@/adapters/vikunja/transport/http_input.ts";
import { writeRequest } from "@/adapters/vikunja/transport/http_request.ts";
import type { RawRequest } from "@/ports/transport.ts";

/** Gives the text in pieces of that size, then ends. */
function coming(text: string, piece: number) {
  let rest = new TextEncoder().encode(text);
  return {
    read(into: Uint8Array): Promise<number | null> {
      const count = Math.min(piece, rest.length, into.length);
      into.set(rest.subarray(0, count));
      rest = rest.subarray(count);
      return Promise.resolve(count === 0 ? null : count);
    },
  };
}

async function answerOf(text: string, piece = 7) {
  const parts: Uint8Array[] = [];
  const input = createHttpInput(coming(text, piece));
  const { status, headers, isKept } = await readHttpAnswer(input, (part) => parts.push(part));
  const body = new TextDecoder().decode(await new Blob(parts as BlobPart[]).bytes());
  return { status, headers: { ...headers }, isKept, body, isIdle: input.isIdle() };
}

const whole = [
  ["of a length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nA: 1\r\na: 2\r\n\r\nhällo", {
    status: 200,
    headers: { "content-length": "5", a: "1, 2" },
    isKept: true,
    body: "häll",
    isIdle: false,
  }],
  [
    "in chunks, with trailers",
    "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n" +
    "3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\nT: 1\r\n\r\n",
    {
      status: 201,
      headers: { "transfer-encoding": "chunked" },
      isKept: true,
      body: "abc0123456789",
      isIdle: true,
    },
  ],
  ["to the end of the connection", "HTTP/1.1 200\r\n\r\nall of it", {
    status: 200,
    headers: {},
    isKept: false,
    body: "all of it",
    isIdle: false,
  }],
  ["after others that say go on", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n", {
    status: 204,
    headers: {},
    isKept: true,
    body: "",
    isIdle: true,
  }],
  ["of HTTP/1.0", "HTTP/1.0 200 OK\ncontent-length: 2\n\nok", {
    status: 200,
    headers: { "content-length": "2" },
    isKept: false,
    body: "ok",
    isIdle: true,
  }],
  ["of who closes", "HTTP/1.1 200 OK\r\nconnection: Close\r\ncontent-length: 0\r\n\r\n", {
    status: 200,
    headers: { connection: "Close", "content-length": "0" },
    isKept: false,
    body: "",
    isIdle: true,
  }],
] as const;

for (const [what, text, expected] of whole) {
  for (const piece of [1, 7, 10_000]) {
    Deno.test(`readHttpAnswer() reads one ${what}, ${piece} bytes at a time`, async () => {
      const answer = await answerOf(text, piece);
      // What is left over may not have come yet.
      assert.deepEqual({ ...answer, isIdle: expected.isIdle }, expected);
      assert.ok(piece < 10_000 || answer.isIdle === expected.isIdle);
    });
  }
}

const broken = [
  ["nothing", ""],
  ["another protocol", "SSH-2.0-OpenSSH_9.2\r\n\r\n"],
  ["half a head", "HTTP/1.1 200 OK\r\ncontent-le"],
  ["a header that is none", "HTTP/1.1 200 OK\r\nnothing\r\n\r\n"],
  ["a length that is none", "HTTP/1.1 200 OK\r\ncontent-length: 5, 6\r\n\r\nabcdef"],
  ["a body that is cut off", "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nabc"],
  ["a chunk that is cut off", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nab"],
  ["chunks without the last", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n"],
  ["a chunk of no length", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nx\r\na\r\n"],
  ["a line without end", "HTTP/1.1 200 OK\r\na: " + "x".repeat(100_000)],
  ["headers without end", "HTTP/1.1 200 OK\r\n" + "a: 1\r\n".repeat(2_000) + "\r\n"],
] as const;

for (const [what, text] of broken) {
  Deno.test(`readHttpAnswer() takes ${what} for no answer`, async () => {
    await assert.rejects(answerOf(text, 10_000));
  });
}

async function written(values: Partial<RawRequest>): Promise<string> {
  let text = "";
  const write = (bytes: Uint8Array) => {
    const taken = bytes.subarray(0, 10);
    text += new TextDecoder().decode(taken);
    return Promise.resolve(taken.length);
  };
  const request: RawRequest = {
    method: "GET",
    path: "/x?a=b",
    headers: { authorization: "Bearer t" },
    body: null,
    once: false,
    signal: new AbortController().signal,
    ...values,
  };
  await writeRequest({ write }, new URL("http://v.example:8080/sub/"), request);
  return text;
}

Deno.test("writeRequest() writes head and body, a piece at a time where no more is taken", async () => {
  assert.equal(
    await written({ method: "POST", body: '{"a":1}', once: true }),
    "POST /sub/x?a=b HTTP/1.1\r\nhost: v.example:8080\r\nauthorization: Bearer t\r\n" +
      "accept-encoding: gzip\r\ncontent-length: 7\r\nconnection: keep-alive\r\n\r\n" + '{"a":1}',
  );
  assert.match(await written({}), /gzip\r\nconnection: keep-alive\r\n\r\n$/);
  assert.match(await written({ method: "PUT" }), /content-length: 0\r\n/);
});

Deno.test("writeRequest() refuses what would be another request on its way", async () => {
  const injections: readonly Partial<RawRequest>[] = [
    { path: "/x HTTP/1.1\r\nhost: evil\r\n\r\n" },
    { path: "/a b" },
    { headers: { authorization: "Bearer t\r\nx: y" } },
    { headers: { "x\r\ny": "1" } },
  ];
  for (const one of injections) await assert.rejects(written(one), TypeError);
});
