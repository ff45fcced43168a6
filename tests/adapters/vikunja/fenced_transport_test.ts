import assert from "node:assert/strict";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { fencedTransport } from "@/adapters/vikunja/transport/fenced_transport.ts";
import { createTransport } from "@/adapters/vikunja/transport/transport.ts";
import { SyncError } from "@/domain/errors.ts";
import { until } from "@tests/support/until.ts";

/** A server that notes what it was asked, and answers once it is let; over one connection. */
function fencedWorld() {
  const asked: string[] = [];
  const answers: (() => void)[] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, (request) => {
    asked.push(`${request.method} ${new URL(request.url).pathname}`);
    const answer = Promise.withResolvers<Response>();
    answers.push(() => answer.resolve(new Response("{}")));
    return answer.promise;
  });
  const url = new URL(`http://127.0.0.1:${server.addr.port}`);
  const plain = createTransport({ url, runtime: systemRuntime, sockets: 1 });
  const error = new SyncError("FENCED", "another has it");
  const lost = new AbortController();
  let isOver = false;
  const check = () => {
    if (isOver) throw error;
  };
  const transport = fencedTransport(plain, () => ({ check, signal: lost.signal }));
  return {
    asked,
    ask: (method: string, path: string) =>
      transport.send({
        method,
        path,
        headers: {},
        body: method === "GET" ? null : "{}",
        once: method !== "GET",
        signal: new AbortController().signal,
      }),
    /** The next one that was asked for and not answered. */
    answer: async () => {
      await until("it is asked", () => Promise.resolve(answers.length), (count) => count > 0);
      answers.shift()?.();
    },
    /** `unheard`: no timer of it has gone off yet. */
    lose(how: "told" | "unheard") {
      isOver = true;
      if (how === "told") lost.abort(error);
    },
    async [Symbol.asyncDispose]() {
      transport.close();
      for (const answer of answers) answer();
      await server.shutdown();
    },
  };
}

Deno.test("send() of a host that has lost its list sends nothing that changes anything, and still reads", async () => {
  await using world = fencedWorld();
  const write = world.ask("PUT", "/while-it-had-it");
  await world.answer();
  assert.equal((await write).kind, "answered");
  world.lose("told");
  await assert.rejects(world.ask("POST", "/late"), { code: "FENCED" });
  await assert.rejects(world.ask("DELETE", "/late"), { code: "FENCED" });
  const read = world.ask("GET", "/read");
  await world.answer();
  assert.equal((await read).kind, "answered");
  assert.deepEqual(world.asked, ["PUT /while-it-had-it", "GET /read"]);
});

Deno.test("send() gives up what is under way or waits for a connection when the list is lost", async () => {
  await using world = fencedWorld();
  const underWay = world.ask("POST", "/under-way");
  await until("it is asked", () => Promise.resolve(world.asked), (asked) => asked.length === 1);
  const waiting = world.ask("POST", "/waiting");
  const both = Promise.allSettled([underWay, waiting]);
  world.lose("told");
  for (const { status } of await both) assert.equal(status, "rejected");
  const read = world.ask("GET", "/read");
  await until("it is asked", () => Promise.resolve(world.asked), (asked) => asked.length === 2);
  await world.answer();
  await world.answer();
  await read;
  assert.deepEqual(world.asked, ["POST /under-way", "GET /read"]);
});

Deno.test("send() looks once more when it has a connection: the process may have stood still meanwhile", async () => {
  await using world = fencedWorld();
  const read = world.ask("GET", "/read");
  await until("it is asked", () => Promise.resolve(world.asked), (asked) => asked.length === 1);
  const waiting = world.ask("POST", "/waiting");
  world.lose("unheard");
  await world.answer();
  await assert.rejects(waiting, { code: "FENCED" });
  await read;
  assert.deepEqual(world.asked, ["GET /read"]);
});
