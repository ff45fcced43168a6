import assert from "node:assert/strict";
import type { SyncEvent } from "@/domain/events.ts";
import { type Fault, pass, type SeenRequest } from "@tests/support/faulty_proxy.ts";
import { type UnsureWorld, unsureWorld } from "@tests/support/unsure_world.ts";

const cut: Fault = { kind: "cut after" };
const half: Fault = { kind: "half", says: "whole" };
const notFound: Fault = {
  kind: "answer",
  status: 404,
  text: "404 page not found\n",
  headers: { "content-type": "text/plain" },
};
const afterCommit: readonly (readonly [string, Fault])[] = [
  ["is cut", cut],
  ["is half with the right length", half],
  ["is a proxy's 404", { ...notFound, after: true }],
];
/** What goes wrong in the next run, before all is well. */
const nextRuns: readonly (readonly [string, UnsureWorld["proxy"]["fault"]])[] = [
  ["all is well", () => pass],
  ["nothing gets through", () => notFound],
  ["no write gets through", ({ method }) => method === "GET" ? pass : notFound],
  ["no look for it gets through", ({ path }) => path.includes("filter=") ? notFound : pass],
];

const isCreate = ({ method, path }: SeenRequest) =>
  method === "POST" && /\/projects\/\d+\/tasks(\/bulk)?$/.test(path);
const isComment = ({ method, path }: SeenRequest) =>
  method === "POST" && /\/tasks\/\d+\/comments$/.test(path);

async function syncOnce(
  world: UnsureWorld,
  isWanted: (request: SeenRequest) => boolean,
  fault: Fault,
): Promise<void> {
  let left = 1;
  world.proxy.fault = (request) => isWanted(request) && left-- > 0 ? fault : pass;
  await world.sync();
  assert.ok(left < 1, "nothing was disturbed");
}

for (const [how, fault] of afterCommit) {
  for (const [then, next] of nextRuns) {
    Deno.test(`N6: sync() makes a task once that was edited after the answer to its create ${how}, when ${then} next`, async () => {
      await using world = await unsureWorld();
      const id = world.add({
        title: "old",
        notes: "some",
        labels: ["red", "old"],
        comments: [{ id: "e1", text: "first" }, { id: "e2", text: "second" }],
      });
      await syncOnce(world, isCreate, fault);
      world.taskwarrior.edit(id, {
        title: "new",
        notes: "more",
        priority: 3,
        dueAt: "2027-01-08T00:00:00Z",
        labels: ["red", "new"],
        comments: [{ id: "e1", text: "first, mended" }],
      });
      world.proxy.fault = next;
      await world.sync();
      world.log.rebuild();
      await world.sync();
      world.proxy.fault = () => pass;
      await world.sync();
      await world.assertArrived("in the end");
      const [only, ...others] = world.here();
      assert.deepEqual(others, []);
      const [{ priority, due_date } = {}] = await world.listed();
      assert.deepEqual([priority, due_date], [3, "2027-01-08T00:00:00Z"]);
      assert.deepEqual(only, {
        title: "new",
        notes: "more",
        labels: ["new", "red"],
        comments: ["first, mended"],
        depends: [],
      });
    });
  }
}

for (const [then, next] of nextRuns) {
  Deno.test(`N6: sync() carries over what was set after the answer to a create was cut, when ${then} next`, async () => {
    await using world = await unsureWorld();
    const id = world.add({ title: "plain" });
    await syncOnce(world, isCreate, cut);
    world.taskwarrior.edit(id, { priority: 3, dueAt: "2027-01-08T00:00:00Z" });
    world.proxy.fault = next;
    await world.sync();
    world.proxy.fault = () => pass;
    await world.sync();
    await world.assertArrived("in the end");
    const [{ priority, due_date } = {}] = await world.listed();
    assert.deepEqual([priority, due_date], [3, "2027-01-08T00:00:00Z"]);
  });

  Deno.test(`N6: sync() makes a comment once that was edited after its answer was cut, when ${then} next`, async () => {
    await using world = await unsureWorld();
    const id = world.add({ title: "talk" });
    await world.sync();
    world.taskwarrior.edit(id, {
      comments: [{ id: "e1", text: "first" }, { id: "e2", text: "second" }],
    });
    await syncOnce(world, isComment, cut);
    world.taskwarrior.edit(id, { comments: [{ id: "e1", text: "first, mended" }] });
    world.proxy.fault = next;
    await world.sync();
    world.proxy.fault = () => pass;
    await world.sync();
    await world.assertArrived("in the end");
    assert.deepEqual(world.here()[0]?.comments, ["first, mended"]);
  });

  Deno.test(`N6: sync() lets a task go that was deleted after the answer to its create was cut, when ${then} next`, async () => {
    await using world = await unsureWorld();
    const id = world.add({ title: "short" });
    world.add({ title: "stays" });
    await syncOnce(world, isCreate, cut);
    world.taskwarrior.remove(id);
    world.proxy.fault = next;
    await world.sync();
    world.proxy.fault = () => pass;
    await world.sync();
    await world.assertArrived("in the end");
    assert.deepEqual(world.here().map(({ title }) => title), ["stays"]);
  });
}

Deno.test("N6: sync() brings new tasks of Vikunja while a create of ours never gets an answer", async () => {
  await using world = await unsureWorld();
  world.add({ title: "blocked" });
  world.proxy.fault = ({ method, path }) =>
    method === "POST" && /\/projects\/\d+\/tasks/.test(path) ? notFound : pass;
  await world.sync();
  const { id } = await world.account.call<{ id: number }>("GET", "/api/v2/projects?per_page=1")
    .then((list) => (list as unknown as { items: { id: number }[] }).items[0] ?? { id: 1 });
  await world.account.call("POST", `/api/v2/projects/${id}/tasks`, { title: "theirs" });
  const { warnings } = await world.sync();
  assert.deepEqual(world.here().map(({ title }) => title), ["blocked", "theirs"]);
  assert.match(warnings.join("\n"), /waiting: SERVER_ANSWER: "blocked" \([0-9a-f-]{36}\)/);
  world.proxy.fault = () => pass;
  await world.sync();
  await world.assertArrived("in the end");
});

/** What logs of before hold of answers that were taken for refusals. */
const oldFailures = [
  [
    "SERVER_ANSWER",
    "Cannot create a task: 127.0.0.1 does not answer like Vikunja (404, text/plain)",
  ],
  ["NOT_FOUND", "Cannot create a task: Not Found"],
] as const;

for (const [code, message] of oldFailures) {
  for (const isEdited of [false, true]) {
    Deno.test(`N6: sync() takes up what an old log gave up with ${code}${isEdited ? ", edited since" : ""}`, async () => {
      await using world = await unsureWorld();
      const id = world.add({ title: "given up" });
      await syncOnce(world, isCreate, half);
      await giveUpAsBefore(world, id, { code, message });
      assert.equal(world.given().length, 0);
      if (isEdited) world.taskwarrior.edit(id, { title: "edited" });
      await world.sync();
      await world.assertArrived("in the end");
      assert.equal(world.here().length, 1);
    });
  }
}

Deno.test("N6: sync() links what a create made that a person gave up, and does not double it", async () => {
  await using world = await unsureWorld();
  const id = world.add({ title: "given up" });
  await syncOnce(world, isCreate, half);
  await giveUpAsBefore(world, id, { code: "ABORTED", message: "given up by hand" });
  assert.equal(world.given().length, 1);
  world.proxy.fault = () => pass;
  await world.sync();
  await world.assertArrived("in the end");
  assert.equal(world.here().length, 1);
});

type Failure = Pick<Extract<SyncEvent, { type: "PushFailed" }>["data"], "code" | "message">;

async function giveUpAsBefore(world: UnsureWorld, id: string, failure: Failure): Promise<void> {
  const events = world.log.store.readStream(id);
  const request = events.findLast(({ event }) => event.type === "PushRequested")?.version ?? 0;
  const data = { side: "vikunja", request, ...failure, attempt: 2, retryAt: null } as const;
  await world.log.store.append([{
    streamId: id,
    expectedVersion: events.length,
    events: [{ type: "PushFailed", data }],
  }]);
}
