import assert from "node:assert/strict";
import { createLimit } from "@/adapters/vikunja/client/limit.ts";
import { createSharedServers } from "@/adapters/vikunja/client/shared_servers.ts";
import { SyncError } from "@/domain/errors.ts";
import type { RawRequest, Transport } from "@/ports/transport.ts";
import { chanceBy } from "@tests/simulation/chance.ts";
import { createSimulatedTime } from "@tests/simulation/simulated_time.ts";

const timeNow = () => createSimulatedTime(chanceBy(1));
const request = (method: string, signal = new AbortController().signal): RawRequest => ({
  method,
  path: "/",
  headers: {},
  body: null,
  once: false,
  signal,
});

/** A server that answers when it is told to. */
function heldServer() {
  const held: (() => void)[] = [];
  const asked: string[] = [];
  const transportOf = (list: string): Transport => ({
    send({ method }) {
      asked.push(`${list} ${method}`);
      const { promise, resolve } = Promise.withResolvers<void>();
      held.push(resolve);
      const answer = { status: 200, headers: {}, text: "", connection: "new" } as const;
      return promise.then(() => ({ kind: "answered", answer }));
    },
    close() {},
  });
  return { asked, held, transportOf };
}

Deno.test("createLimit() lets those in turn by turn who call it, however many calls one of them has", async () => {
  const limit = createLimit(1, timeNow().runtime);
  const order: string[] = [];
  const run = (caller: string) => limit.run(() => Promise.resolve(void order.push(caller)), caller);
  const all = ["a", "a", "a", "a", "b", "b", "c"].map(run);
  await Promise.all(all);
  assert.equal(order.join(""), "aabcaba");
});

Deno.test("lists on one server share the window of its writes, and what was learned of it", async () => {
  const servers = createSharedServers(timeNow().runtime);
  const [anna, bert, other] = [
    servers.writes("https://v.example/api", "anna"),
    servers.writes("https://v.example", "bert"),
    servers.writes("https://w.example", "anna"),
  ];
  anna.reset(4, 16);
  other.reset(4, 16);
  anna.overloaded();
  // Each list finds out by itself what the server says that it takes.
  bert.reset(4, 16);
  assert.deepEqual([anna.current(), bert.current(), other.current()], [2, 2, 4]);
  bert.reset(1, 1);
  let most = 0;
  let busy = 0;
  const work = async () => {
    most = Math.max(most, ++busy);
    await Promise.resolve();
    busy--;
  };
  await Promise.all([anna, bert, anna, bert].map((limit) => limit.run(work)));
  assert.equal(most, 1);
});

Deno.test("a server that does not answer keeps only its own lists waiting", async () => {
  const time = timeNow();
  const servers = createSharedServers(time.runtime);
  const [slow, quick] = [heldServer(), heldServer()];
  const send = (server: typeof slow, url: string, list: string) =>
    servers.bounded(server.transportOf(list), url, list).send(request("GET"));
  const waits = Array.from({ length: 60 }, (_, at) => send(slow, "https://slow.example", `l${at}`));
  await time.pass(10_000);
  // Beyond the bound, and those beside it that take long, none is asked.
  assert.equal(slow.asked.length, 36);
  void send(quick, "https://quick.example", "anna");
  await time.pass(0);
  assert.deepEqual(quick.asked, ["anna GET"]);
  while (slow.held.length > 0) {
    slow.held.splice(0).forEach((answer) => answer());
    await time.pass(0);
  }
  await Promise.all(waits);
});

Deno.test("whoever gives up waits for no turn, and a write for none but that of writes", async () => {
  const time = timeNow();
  const servers = createSharedServers(time.runtime);
  const server = heldServer();
  const bounded = servers.bounded(server.transportOf("anna"), "https://v.example", "anna");
  for (let at = 0; at < 40; at++) void bounded.send(request("GET"));
  await time.pass(10_000);
  const before = server.asked.length;
  const stop = new AbortController();
  const waiting = bounded.send(request("GET", stop.signal));
  stop.abort();
  await assert.rejects(
    waiting,
    (thrown) => thrown instanceof SyncError && thrown.code === "ABORTED",
  );
  void bounded.send(request("POST"));
  await time.pass(0);
  assert.equal(server.asked.slice(before).join(), "anna POST");
});

Deno.test("two requests of all lists are under way to a sync server, whatever they are", async () => {
  const servers = createSharedServers(timeNow().runtime);
  const server = heldServer();
  const urls: Readonly<Record<string, string>> = {
    a: "https://s.example",
    b: "https://s.example:443/",
  };
  const send = (list: string, method: string) =>
    servers.boundedSync(server.transportOf(list), urls[list] ?? "", list).send(request(method));
  const all = [send("a", "GET"), send("a", "POST"), send("a", "GET"), send("b", "POST")];
  while (server.held.length < 2) await Promise.resolve();
  await new Promise<void>((resolve) => setImmediate(resolve));
  assert.deepEqual(server.asked, ["a GET", "a POST"]);
  for (let done = 0; done < all.length;) {
    server.held.splice(0).forEach((answer) => (answer(), done++));
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  await Promise.all(all);
  assert.deepEqual(server.asked.slice(2).sort(), ["a GET", "b POST"]);
});
