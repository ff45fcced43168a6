import assert from "node:assert/strict";
import { SyncError } from "@/domain/errors.ts";
import type { Task } from "@/domain/task.ts";
import type { Write } from "@/ports/replica.ts";
import { noVersion, type VersionServer } from "@/ports/version_server.ts";
import { operationsIn } from "@/adapters/taskwarrior/synced/segment.ts";
import { order, plainTask, present, readingOf, signal } from "@tests/support/replica_hands.ts";
import { createSyncedWorld, type SyncedWorld } from "@tests/support/synced_world.ts";

const all = { cursor: null, full: false, knownCount: null };
const uuid = "0a1b2c3d-0000-4000-8000-000000000001";
const milk: Task = { ...plainTask, title: "Milk" };

const making = (task = milk) => order(uuid, { kind: "create", task, comments: [], extra: null });
const retitling = (title: string, from = "Milk") =>
  order(uuid, { kind: "update", patch: { title }, expected: { title: from } });
const again = (write: Write): Write => ({ ...write, mayHaveHappened: true });

/** Every segment of the chain. */
async function chainOf(server: VersionServer): Promise<readonly string[]> {
  const segments: string[] = [];
  for (let at = noVersion;;) {
    const child = await server.childOf(at, signal);
    if (child.kind !== "version") return segments;
    segments.push(child.segment);
    at = child.id;
  }
}

/** A list with one task, read by a replica of ours. */
async function withMilk(world: SyncedWorld) {
  const { replica } = world.open();
  await replica.changes(all, signal);
  present((await replica.write([making()], signal))[0] ?? assert.fail());
  return replica;
}

async function titleAt(world: SyncedWorld, name?: string): Promise<string> {
  const { replica } = world.open(name === undefined ? {} : { name });
  const { readings } = await replica.changes(all, signal);
  const [reading] = readings;
  return reading?.kind === "present" ? reading.task.title : "";
}

function failing(mayHaveHappened: boolean): SyncError {
  const details = mayHaveHappened ? { mayHaveHappened } : {};
  return new SyncError("SYNC_SERVER_UNAVAILABLE", "away", { retryable: true, details });
}

Deno.test("write() sends one version for all that it writes, and none where all is there already", async () => {
  await using world = await createSyncedWorld();
  const replica = await withMilk(world);
  const second = "0a1b2c3d-0000-4000-8000-000000000002";
  const more = { kind: "create", task: milk, comments: [], extra: null } as const;
  await replica.write([order(second, more), retitling("Bread")], signal);
  assert.equal((await chainOf(world.server)).length, 2);
  await replica.write([retitling("Bread", "Bread")], signal);
  assert.equal((await chainOf(world.server)).length, 2);
});

Deno.test("write() is decided again where somebody was quicker: another field stays, the same one is not replaced", async () => {
  await using world = await createSyncedWorld();
  const replica = await withMilk(world);
  const person = await world.person();
  await person.does(uuid, "modify", "+cold");
  const written = present((await replica.write([retitling("Bread")], signal))[0] ?? assert.fail());
  assert.deepEqual([written.task.title, written.task.labels], ["Bread", ["cold"]]);
  await person.does(uuid, "modify", "Beer");
  const [late] = await replica.write([retitling("Wine", "Bread")], signal);
  assert.equal(late?.kind, "stale");
  assert.equal((readingOf(late) as { task: Task }).task.title, "Beer");
  assert.equal(await titleAt(world), "Beer");
});

Deno.test("an operation carries the time of the edit that it stands for", async () => {
  await using world = await createSyncedWorld();
  const replica = await withMilk(world);
  const editedAt = "2026-01-02T03:04:05Z";
  await replica.write([{ ...retitling("Bread"), editedAt }], signal);
  const { operations } = JSON.parse((await chainOf(world.server)).at(-1) ?? "");
  const { value, timestamp } = operations.find(({ Update }: {
    Update: { property: string };
  }) => Update.property === "description").Update;
  assert.deepEqual([value, timestamp], ["Bread", "2026-01-02T03:04:05.000Z"]);
});

Deno.test("write() asks the chain whether it arrived, where its answer was lost", async () => {
  await using world = await createSyncedWorld();
  await withMilk(world);
  const deaf: VersionServer = {
    ...world.server,
    async add(...asked) {
      await world.server.add(...asked);
      throw failing(true);
    },
  };
  const { replica } = world.open({ server: deaf });
  await replica.changes(all, signal);
  present((await replica.write([retitling("Bread")], signal))[0] ?? assert.fail());
  assert.equal((await chainOf(world.server)).length, 2);
});

Deno.test("write() may have happened where nobody can tell; tried again, it is there once", async () => {
  await using world = await createSyncedWorld();
  await withMilk(world);
  let isAway = false;
  const cut: VersionServer = {
    ...world.server,
    childOf: (...asked) => isAway ? Promise.reject(failing(false)) : world.server.childOf(...asked),
    async add(...asked) {
      if (isAway) throw failing(false);
      isAway = true;
      await world.server.add(...asked);
      throw failing(true);
    },
  };
  const { replica } = world.open({ server: cut });
  await replica.changes(all, signal);
  const failureOf = async (write: Write) => {
    const [outcome] = await replica.write([write], signal);
    return outcome?.kind === "failed" ? outcome.error.details : assert.fail();
  };
  assert.deepEqual(await failureOf(retitling("Bread")), { mayHaveHappened: true });
  // Known to have done nothing, so nothing that stands there then is taken for it.
  assert.deepEqual(await failureOf(retitling("Bread")), { unwritten: true });
  isAway = false;
  const next = world.open().replica;
  await next.changes(all, signal);
  const [outcome] = await next.write([again(retitling("Bread"))], signal);
  assert.equal(present(outcome ?? assert.fail()).task.title, "Bread");
  assert.equal((await chainOf(world.server)).length, 2);
});

Deno.test("a process that is killed after it sent finds what it sent when it comes back", async () => {
  await using world = await createSyncedWorld();
  await withMilk(world);
  const killed: VersionServer = {
    ...world.server,
    async add(...asked) {
      await world.server.add(...asked);
      throw new Error("killed");
    },
  };
  const before = world.open({ server: killed }).replica;
  const { cursor } = await before.changes(all, signal);
  await assert.rejects(before.write([retitling("Bread")], signal), { message: "killed" });
  const { replica } = world.open();
  const since = { cursor: cursor?.() ?? null, full: false, knownCount: 1 };
  const { readings, complete } = await replica.changes(since, signal);
  assert.equal(complete, false);
  assert.deepEqual(readings.map((each) => each.kind === "present" && each.task.title), ["Bread"]);
  await replica.write([again(retitling("Bread"))], signal);
  assert.equal((await chainOf(world.server)).length, 2);
});

Deno.test("changes() takes a version and its note that it is in together, and goes on where it was", async () => {
  await using world = await createSyncedWorld();
  const person = await world.person();
  await person.does("add", "one");
  await person.does("add", "two");
  let calls = 0;
  const breaking: VersionServer = {
    ...world.server,
    childOf: (...asked) =>
      ++calls === 2 ? Promise.reject(failing(false)) : world.server.childOf(...asked),
  };
  const { replica } = world.open({ server: breaking });
  await assert.rejects(replica.changes(all, signal), { code: "SYNC_SERVER_UNAVAILABLE" });
  const { readings } = await replica.changes(all, signal);
  assert.equal(readings.length, 2);
});

Deno.test("changes() refuses a version of a form that it does not know, and stays before it", async () => {
  await using world = await createSyncedWorld();
  const added = await world.server.add(noVersion, '{"operations":[{"Renamed":{}}]}', signal);
  assert.equal(added.kind, "added");
  const { replica } = world.open();
  await assert.rejects(replica.changes(all, signal), { code: "SYNC_SERVER" });
  await assert.rejects(replica.changes(all, signal), { code: "SYNC_SERVER" });
  for (const odd of ["no JSON", "{}", "[]", '{"operations":[{"Create":{"uuid":"1"}}]}']) {
    assert.throws(() => operationsIn(odd), { code: "SYNC_SERVER" });
  }
});

Deno.test("two processes of one engine share its replica: each sees what the other did, and nothing is done twice", async () => {
  await using world = await createSyncedWorld();
  const first = await withMilk(world);
  const second = world.open().replica;
  await second.changes(all, signal);
  await Promise.all([
    first.write([order(uuid, { kind: "update", patch: { priority: 3 }, expected: {} })], signal),
    second.write([retitling("Bread")], signal),
  ]);
  for (const replica of [first, second]) {
    await replica.changes(all, signal);
    const [reading] = await replica.read([uuid], signal);
    assert.ok(reading?.kind === "present");
    assert.deepEqual([reading.task.title, reading.task.priority], ["Bread", 3]);
  }
  assert.equal((await chainOf(world.server)).length, 3);
});
