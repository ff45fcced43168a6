import assert from "node:assert/strict";
import { createBreaker } from "@/adapters/vikunja/client/breaker.ts";
import {
  adapter,
  create,
  failure,
  present,
  project,
  seed,
  signal,
  update,
} from "@tests/adapters/vikunja/support.ts";
import { type Fault, faultyProxy, pass, type SeenRequest } from "@tests/support/faulty_proxy.ts";
import { testAccount } from "@tests/support/vikunja_server.ts";

const ownOverload: Fault = {
  kind: "answer",
  status: 500,
  body: { message: "Internal Server Error" },
};
const tooLarge: Fault = { kind: "answer", status: 413, text: "<h1>413 Entity Too Large</h1>" };
const isWrite = ({ method }: SeenRequest) => method !== "GET";
const noWait = { wait: () => Promise.resolve() };

Deno.test("R18: write() of 60 tasks to a server that answers each with 500 asks it a few dozen times", async () => {
  await using account = await testAccount();
  const ids = await seed(account, await project(account, "P"), 60);
  await using proxy = await faultyProxy(account.url);
  using vikunja = adapter({ ...account, url: proxy.url }, noWait);
  await vikunja.identify(signal);
  proxy.fault = (request) => isWrite(request) ? ownOverload : pass;
  const before = proxy.seen.length;
  const updates = ids.map((id, index) => update(String(id), { title: `new ${index}` }));
  const written = await vikunja.write(updates, signal);
  const puts = proxy.seen.slice(before).filter(isWrite).length;
  assert.ok(puts <= 60, `${puts} writes`);
  const errors = written.map(failure);
  assert.ok(errors.every(({ retryable }) => retryable));
  assert.ok(errors.filter(({ details }) => details["untried"] === true).length >= 50);
});

Deno.test("R18: write() of 60 new tasks, of labels and comments to such a server as well", async () => {
  await using account = await testAccount();
  await using proxy = await faultyProxy(account.url);
  using vikunja = adapter({ ...account, url: proxy.url }, noWait);
  await vikunja.identify(signal);
  proxy.fault = (request) => isWrite(request) ? ownOverload : pass;
  const creates = Array.from({ length: 60 }, (_, index) => create({ title: `task ${index}` }));
  for (const outcome of await vikunja.write(creates, signal)) assert.ok(failure(outcome).retryable);
  const puts = proxy.seen.filter(isWrite).length;
  assert.ok(puts <= 100, `${puts} writes`);
});

Deno.test("R18: createBreaker() opens after three different failures in a row, for a time, and closes at a success", () => {
  let at = 0;
  const breaker = createBreaker(() => at);
  const isOpen = () => {
    try {
      breaker.check();
      return false;
    } catch {
      return true;
    }
  };
  for (const about of ["1", "1", "1", "2", null, "1"]) breaker.failed(about);
  assert.equal(isOpen(), false);
  breaker.succeeded();
  for (const about of ["1", "2", "3"]) breaker.failed(about);
  assert.equal(isOpen(), true);
  at += 5_000;
  assert.equal(isOpen(), false);
  breaker.failed("4");
  assert.equal(isOpen(), true);
  at += 5_000;
  assert.equal(isOpen(), true);
  at += 5_000;
  assert.equal(isOpen(), false);
  breaker.succeeded();
  breaker.failed("5");
  assert.equal(isOpen(), false);
});

const lost: readonly (readonly [string, Fault])[] = [
  ["is cut off", { kind: "cut before" }],
  ["is lost", { kind: "cut after" }],
  ["comes in half", { kind: "half", says: "whole" }],
  ["is a proxy's 502", { kind: "answer", status: 502, text: "Bad Gateway" }],
  ["is a proxy's page", { kind: "answer", status: 200, text: "<h1>Wait</h1>" }],
  ["is empty", { kind: "answer", status: 200, text: "" }],
];

for (const [how, fault] of lost) {
  Deno.test(`R18: changes() asks again where the answer to a read ${how}`, async () => {
    await using account = await testAccount();
    await seed(account, await project(account, "P"), 3);
    await using proxy = await faultyProxy(account.url);
    using vikunja = adapter({ ...account, url: proxy.url }, noWait);
    const disturbed = new Set<string>();
    proxy.fault = ({ path }) => {
      const [what = ""] = path.split("?");
      if (disturbed.has(what)) return pass;
      disturbed.add(what);
      return fault;
    };
    const { readings } = await vikunja.everything();
    assert.equal(readings.length, 3);
    assert.ok(disturbed.size >= 3);
  });
}

Deno.test("N23: write() sends many new tasks in parts that any proxy lets pass", async () => {
  await using account = await testAccount();
  await using proxy = await faultyProxy(account.url);
  using vikunja = adapter({ ...account, url: proxy.url }, noWait);
  proxy.fault = ({ body }) => body.length > 512 * 1024 ? tooLarge : pass;
  const notes = `<p>${"n".repeat(20_000)}</p>`;
  const creates = Array.from({ length: 100 }, (_, index) => create({ title: `t${index}`, notes }));
  for (const outcome of await vikunja.write(creates, signal)) present(outcome);
  const largest = Math.max(...proxy.seen.map(({ body }) => body.length));
  assert.ok(largest <= 300_000, `${largest} bytes`);
});

const toBlame: readonly (readonly [string, Fault])[] = [
  ["413 of a proxy", tooLarge],
  ["500 of the server", ownOverload],
  ["500 of a proxy", { kind: "answer", status: 500, text: "<h1>Oops</h1>" }],
  ["403 of a proxy that looks into it", { kind: "answer", status: 403, text: "Forbidden" }],
  ["a refusal of the server", {
    kind: "answer",
    status: 400,
    body: { code: 4001, message: "The task title is not acceptable" },
  }],
];

for (const [what, fault] of toBlame) {
  Deno.test(`N23: write() makes 99 of 100 new tasks where one is to blame for ${what}, and names that one`, async () => {
    await using account = await testAccount();
    await using proxy = await faultyProxy(account.url);
    using vikunja = adapter({ ...account, url: proxy.url }, noWait);
    proxy.fault = (request) =>
      isWrite(request) && request.body.includes("the bad one") ? fault : pass;
    const creates = Array.from(
      { length: 100 },
      (_, index) => create({ title: index === 37 ? "the bad one" : `t${index}` }),
    );
    const written = [...await vikunja.write(creates, signal)];
    const bad = written.splice(37, 1)[0];
    for (const outcome of written) present(outcome);
    const uuid = creates[37]?.key.split("@")[0] ?? "";
    assert.match(failure(bad).message, new RegExp(`^"the bad one" \\(${uuid}\\): `));
    const { readings } = await vikunja.everything();
    assert.equal(readings.length, 99);
    assert.ok(proxy.seen.filter(isWrite).length < 50);
  });

  Deno.test(`N23: write() changes 49 of 50 tasks alike where one is to blame for ${what}, and names that one`, async () => {
    await using account = await testAccount();
    const ids = await seed(account, await project(account, "P"), 50);
    await using proxy = await faultyProxy(account.url);
    using vikunja = adapter({ ...account, url: proxy.url }, noWait);
    const bad = ids[20] ?? 0;
    proxy.fault = ({ method, path, body }) => {
      if (method !== "PUT" || !path.endsWith("/tasks/bulk")) return pass;
      return JSON.parse(body).task_ids.includes(bad) ? fault : pass;
    };
    const updates = ids.map((id) => update(String(id), { priority: 3 }));
    const written = await vikunja.write(updates, signal);
    assert.match(failure(written[20]).message, /^"task 20" \([0-9a-f-]{36}\): /);
    for (const [index, outcome] of written.entries()) if (index !== 20) present(outcome);
  });
}

for (const what of ["projects", "labels"] as const) {
  Deno.test(`N6: write() looks for ${what} of which no answer came before it makes them again`, async () => {
    await using account = await testAccount();
    await using proxy = await faultyProxy(account.url);
    using vikunja = adapter({ ...account, url: proxy.url }, noWait);
    let left = 1;
    proxy.fault = ({ method, path }) =>
      method === "POST" && path.endsWith(`/v2/${what}`) && left-- > 0
        ? { kind: "cut after" }
        : pass;
    const order = create({ project: ["New"], labels: ["new"] });
    const first = await vikunja.writeOne(order);
    // A label is asked for ahead, and looked for again when it is needed.
    if (what === "labels") present(first);
    else {
      failure(first);
      present(await vikunja.writeOne({ ...order, mayHaveHappened: true }));
    }
    const { items } = await account.call<{ items: { title: string }[] }>(
      "GET",
      `/api/v2/${what}?per_page=100`,
    );
    assert.equal(items.filter(({ title }) => title.toLowerCase() === "new").length, 1);
  });
}
