import assert from "node:assert/strict";
import type { Vikunja } from "@/adapters/vikunja/replica.ts";
import type { Write } from "@/ports/replica.ts";
import {
  adapter,
  create,
  failure,
  memoryFacts,
  nothingLogged,
  present,
  project,
  seed,
  signal,
  task,
  write,
} from "@tests/adapters/vikunja/support.ts";
import { faultyProxy, pass } from "@tests/support/faulty_proxy.ts";
import { type TestAccount, testAccount } from "@tests/support/vikunja_server.ts";

async function titles(account: TestAccount): Promise<readonly string[]> {
  const list = await account.call<{ items: { title: string }[] }>(
    "GET",
    "/api/v2/tasks?per_page=1000&sort_by=id",
  );
  return list.items.map(({ title }) => title);
}

async function writeEach(vikunja: Vikunja, orders: readonly Write[], isTogether: boolean) {
  const outcomes = isTogether
    ? await vikunja.write(orders, signal)
    : (await Promise.all(orders.map((order) => vikunja.write([order], signal)))).flat();
  return outcomes.map((outcome) => present(outcome));
}

const isCreate = (method: string, path: string) =>
  method === "POST" && /\/projects\/\d+\/tasks(\/bulk)?$/.test(path);

for (const count of [1, 5]) {
  Deno.test(`T10 write() adopts ${count} created with the connection cut after, and never makes them again`, async () => {
    await using account = await testAccount();
    await using proxy = await faultyProxy(account.url);
    using vikunja = adapter({ ...account, url: proxy.url });
    await vikunja.everything();
    proxy.fault = ({ method, path }) => isCreate(method, path) ? { kind: "cut after" } : pass;
    const values = (index: number) => ({ title: `t${index}`, labels: ["l"], project: ["P"] });
    const orders = Array.from({ length: count }, (_, index) => create(values(index)));
    for (const outcome of await vikunja.write(orders, signal)) {
      assert.equal(failure(outcome).code, "SERVER_UNAVAILABLE");
      assert.equal(failure(outcome).retryable, true);
    }
    assert.equal((await titles(account)).length, count);
    proxy.fault = () => pass;
    using restarted = adapter({ ...account, url: proxy.url });
    const again = orders.map((order) => ({ ...order, mayHaveHappened: true }));
    const written = await restarted.write(again, signal);
    for (const [index, outcome] of written.entries()) {
      assert.deepEqual(present(outcome).task, task(values(index)));
    }
    assert.equal((await titles(account)).length, count);
    assert.equal(new Set(written.map((outcome) => present(outcome).id)).size, count);
  });
}

Deno.test("T10 write() adopts by nonce though title, project and this machine's clock have changed", async () => {
  await using account = await testAccount();
  await project(account, "Elsewhere");
  using vikunja = adapter(account);
  const order = create({ title: "mine" });
  const made = present(await vikunja.writeOne(order));
  using other = adapter(account, { now: () => new Date(Date.now() - 86_400_000) });
  await account.call("PATCH", `/api/v2/tasks/${made.id}`, { title: "renamed" });
  const requestedAt = new Date(Date.now() + 86_400_000).toISOString();
  const again = await other.writeOne({ ...order, mayHaveHappened: true, requestedAt });
  assert.equal(present(again).id, made.id);
});

Deno.test("T10 write() of another process knows the task whose making was answered, though it was renamed and finished", async () => {
  await using account = await testAccount();
  await using proxy = await faultyProxy(account.url);
  const facts = memoryFacts(() => new Date());
  using vikunja = adapter({ ...account, url: proxy.url }, { facts });
  const order = create({ title: "mine", labels: ["l"] });
  proxy.fault = ({ method, path }) =>
    method === "POST" && path.endsWith("/labels") ? { kind: "cut before" } : pass;
  failure(await vikunja.writeOne(order));
  const { items: [made] } = await account.call<{ items: { id: number }[] }>(
    "GET",
    "/api/v2/tasks",
  );
  await account.call("PATCH", `/api/v2/tasks/${made?.id}`, { title: "renamed", done: true });
  proxy.fault = () => pass;
  using restarted = adapter({ ...account, url: proxy.url }, { facts });
  const again = await restarted.writeOne({ ...order, mayHaveHappened: true });
  assert.equal(present(again).id, String(made?.id));
  assert.deepEqual(await titles(account), ["renamed"]);
});

Deno.test("T10 write() adopts a finished one by title and project, but neither a linked nor an older one", async () => {
  await using account = await testAccount();
  const home = await project(account, "P");
  const done = { title: "done", project: ["P"], done: true, doneAt: "2020-01-01T00:00:00Z" };
  using vikunja = adapter(account);
  const order = create(done);
  const made = present(await vikunja.writeOne(order));
  const again = { ...order, mayHaveHappened: true };
  using second = adapter(account);
  assert.equal(present(await second.writeOne(again)).id, made.id);
  // Another create of that title may have made one, too, but one that is no other than this one is its own.
  using beside = adapter(account, { logged: { ...nothingLogged, isAskedFor: () => true } });
  assert.equal(present(await beside.writeOne(again)).id, made.id);
  using linked = adapter(account, {
    logged: { ...nothingLogged, isLinked: (id) => id === made.id },
  });
  assert.notEqual(present(await linked.writeOne(again)).id, made.id);
  const [old] = await seed(account, home, 1, () => ({ title: "old" }));
  const later = new Date(Date.now() + 60_000).toISOString();
  const fresh = create({ title: "old", project: ["P"] }, {
    mayHaveHappened: true,
    requestedAt: later,
  });
  assert.notEqual(present(await second.writeOne(fresh)).id, String(old));
});

Deno.test("T10 write() adopts one that was renamed and finished by all else that it has, but not by little, nor one of two", async () => {
  const few = { priority: 2, dueAt: "2030-01-01T00:00:00Z", project: ["P"] };
  const rich = { ...few, scheduledAt: "2029-12-01T00:00:00Z" };
  for (
    const { values, made, isAdopted } of [
      { values: rich, made: 1, isAdopted: true },
      { values: { notes: "<p>as it is told</p>", project: ["P"] }, made: 1, isAdopted: true },
      { values: few, made: 1, isAdopted: false },
      { values: rich, made: 2, isAdopted: false },
    ]
  ) {
    await using account = await testAccount();
    using vikunja = adapter(account);
    const order = create({ title: "mine", ...values });
    const ids = [];
    for (let n = 0; n < made; n++) {
      const { id } = present(
        await vikunja.writeOne(n === 0 ? order : create({ title: "mine", ...values })),
      );
      await account.call("PATCH", `/api/v2/tasks/${id}`, { title: `renamed ${n}`, done: true });
      ids.push(id);
    }
    using other = adapter(account);
    const again = present(await other.writeOne({ ...order, mayHaveHappened: true }));
    assert.equal(ids.includes(again.id), isAdopted, JSON.stringify([values, made]));
  }
});

for (const isTogether of [true, false]) {
  Deno.test(`T10 write() gives each of two of one title its own, the finished one only one, asked for ${isTogether ? "together" : "apart"}`, async () => {
    await using account = await testAccount();
    const undone = create({ title: "twin", priority: 3, project: ["P"] });
    const done = create({
      title: "twin",
      done: true,
      doneAt: "2026-11-01T00:00:00Z",
      project: ["P"],
    });
    using before = adapter(account);
    const made = present(await before.writeOne(done));
    using vikunja = adapter(account, {
      logged: { ...nothingLogged, isAskedFor: (_, keys) => !keys.includes(done.key) },
    });
    const again = [undone, done].map((order) => ({ ...order, mayHaveHappened: true }));
    const [first, second] = await writeEach(vikunja, again, isTogether);
    assert.equal(second?.id, made.id);
    assert.equal(first?.task.done, false);
    assert.equal((await titles(account)).length, 2);
  });

  Deno.test(`T10 write() takes a finished task for its own create's, not for another's that is alike, asked for ${isTogether ? "together" : "apart"}`, async () => {
    await using account = await testAccount();
    const values = {
      priority: 2,
      dueAt: "2030-01-01T00:00:00Z",
      scheduledAt: "2029-12-01T00:00:00Z",
    };
    const other = create({ title: "other", project: ["Q"], ...values });
    const own = create({ title: "own", done: true, doneAt: "2026-11-01T00:00:00Z", ...values });
    using before = adapter(account);
    const made = present(await before.writeOne(own));
    using vikunja = adapter(account, {
      logged: {
        ...nothingLogged,
        isAskedFor: (title, keys) => !isTogether && title === "own" && !keys.includes(own.key),
      },
    });
    const again = [other, own].map((order) => ({ ...order, mayHaveHappened: true }));
    const [first, second] = await writeEach(vikunja, again, isTogether);
    assert.equal(second?.id, made.id);
    assert.notEqual(first?.id, made.id);
    assert.deepEqual((await titles(account)).toSorted(), ["other", "own"]);
  });
}

Deno.test("T10 write() takes a finished task that was changed since for its own create's, where the other one of its title has found its own", async () => {
  await using account = await testAccount();
  const undone = create({ title: "twin", project: ["P"] });
  const done = create({
    title: "twin",
    project: ["P"],
    done: true,
    doneAt: "2026-11-01T00:00:00Z",
  });
  using before = adapter(account);
  const made = (await before.write([undone, done], signal)).map((outcome) => present(outcome).id);
  await account.call("PATCH", `/api/v2/tasks/${made[1]}`, { priority: 3 });
  using vikunja = adapter(account, {
    logged: {
      ...nothingLogged,
      isAskedFor: (_, keys) => [undone, done].some(({ key }) => !keys.includes(key)),
    },
  });
  const again = [undone, done].map((order) => ({ ...order, mayHaveHappened: true }));
  const adopted = (await vikunja.write(again, signal)).map((outcome) => present(outcome).id);
  assert.deepEqual(adopted, made);
});

Deno.test("T10 write() gives one task to one of two creates that are alike", async () => {
  await using account = await testAccount();
  await using proxy = await faultyProxy(account.url);
  using vikunja = adapter({ ...account, url: proxy.url });
  await vikunja.everything();
  proxy.fault = ({ method, path }) => isCreate(method, path) ? { kind: "cut after" } : pass;
  const first = create({ title: "twin", project: ["P"] });
  failure(await vikunja.writeOne(first));
  proxy.fault = () => pass;
  const second = create({ title: "twin", project: ["P"] });
  const again = [first, second].map((order) => ({ ...order, mayHaveHappened: true }));
  const ids = (await vikunja.write(again, signal)).map((outcome) => present(outcome).id);
  assert.equal(new Set(ids).size, 2);
  assert.equal((await titles(account)).length, 2);
});

Deno.test("T10 write() does not repeat a comment that arrived although its answer was cut off", async () => {
  await using account = await testAccount();
  await using proxy = await faultyProxy(account.url);
  using vikunja = adapter({ ...account, url: proxy.url });
  await vikunja.everything();
  proxy.fault = ({ method, path }) =>
    method === "POST" && path.endsWith("/comments") ? { kind: "cut after" } : pass;
  const order = write(null, {
    kind: "create",
    task: task(),
    comments: [{ from: "e", text: "once", writtenAt: null }],
    extra: null,
  });
  failure(await vikunja.writeOne(order));
  proxy.fault = () => pass;
  const again = await vikunja.writeOne({ ...order, mayHaveHappened: true });
  assert.deepEqual(present(again).task.comments.map(({ text }) => text), ["once"]);
});

Deno.test("T10 write() adopts a finished one by what an earlier create called it", async () => {
  await using account = await testAccount();
  await using proxy = await faultyProxy(account.url);
  using vikunja = adapter({ ...account, url: proxy.url });
  proxy.fault = ({ method, path }) => isCreate(method, path) ? { kind: "cut after" } : pass;
  const done = { done: true, doneAt: "2026-01-02T03:04:05Z" };
  const first = create({ ...done, title: "before", project: ["P"] });
  failure(await vikunja.writeOne(first));
  proxy.fault = () => pass;
  using restarted = adapter({ ...account, url: proxy.url });
  const again = create({ ...done, title: "after", project: ["Q"] }, {
    mayHaveHappened: true,
    earlierKeys: [first.key],
    earlierTasks: [{ title: "before", project: ["P"] }],
  });
  const written = await restarted.writeOne(again);
  present(written);
  assert.equal(written.kind === "written" && written.made, first.key);
  assert.deepEqual(await titles(account), ["before"]);
});
