import assert from "node:assert/strict";
import type { Reading, Task } from "@/domain/task.ts";
import { order, plainTask, signal } from "@tests/support/replica_hands.ts";
import { createSyncedWorld, type SyncedWorld } from "@tests/support/synced_world.ts";

const uuid = "0a1b2c3d-0000-4000-8000-000000000001";
const first = { cursor: null, full: false, knownCount: null };
const since = (cursor: string) => ({ cursor, full: false, knownCount: 1 });

/** The engine's replica, which has made a task. */
async function withMilk(world: SyncedWorld, priority: Task["priority"] = 0) {
  const { replica } = world.open();
  await replica.changes(first, signal);
  const task = { ...plainTask, title: "Milk", priority };
  await replica.write([order(uuid, { kind: "create", task, comments: [], extra: null })], signal);
  return replica;
}

/** A task that a person has, and edits offline before an edit of ours is sent that was made later. */
async function editedBoth(
  world: SyncedWorld,
  words: readonly string[],
): Promise<readonly Reading[]> {
  const replica = await withMilk(world, 1);
  const person = await world.person();
  await person.sync();
  await person.offline(uuid, ...words);
  const editedAt = "2026-01-02T03:04:05Z";
  const patch = { title: "Bread", notes: "two loaves" };
  await replica.write([
    { ...order(uuid, { kind: "update", patch, expected: { title: "Milk" } }), editedAt },
  ], signal);
  const { cursor } = await replica.changes(since(replica.cursor()), signal);
  await person.sync();
  // As another process, which knows of it by what was kept.
  const next = world.open().replica;
  return (await next.changes(since(cursor?.() ?? ""), signal)).readings;
}

Deno.test("changes() shows what of ours was replaced by an edit that was made before it was sent", async () => {
  await using world = await createSyncedWorld();
  const [reading] = await editedBoth(world, ["modify", "Beer", "+cold"]);
  assert.ok(reading?.kind === "present");
  assert.deepEqual([reading.task.title, reading.task.notes], ["Beer", "two loaves"]);
  assert.equal(reading.unseen?.title, "Bread");
  assert.deepEqual({ ...reading.unseen, title: "Beer" }, reading.task);
});

Deno.test("changes() shows nothing of the kind where another field was edited, or the same value was", async () => {
  await using world = await createSyncedWorld();
  const [reading] = await editedBoth(world, ["modify", "Bread", "priority:H"]);
  assert.ok(reading?.kind === "present");
  assert.deepEqual([reading.task.title, reading.task.priority], ["Bread", 3]);
  assert.equal(reading.unseen, undefined);
});

Deno.test("changes() takes a task for gone without a word that was deleted by somebody who had not seen our edit", async () => {
  await using world = await createSyncedWorld();
  const [reading] = await editedBoth(world, ["delete"]);
  assert.ok(reading?.kind === "gone");
  assert.equal(reading.how, "missing");
});

Deno.test("changes() shows nothing of the kind once it was seen: of an edit, and of a deletion", async () => {
  await using world = await createSyncedWorld();
  const replica = await withMilk(world);
  const person = await world.person();
  await person.does(uuid, "modify", "Bread");
  const [edited] = (await replica.changes(since(replica.cursor()), signal)).readings;
  assert.ok(edited?.kind === "present" && edited.unseen === undefined);
  await person.does(uuid, "delete");
  const [deleted] = (await replica.changes(since(replica.cursor()), signal)).readings;
  assert.ok(deleted?.kind === "gone");
  assert.equal(deleted.how, "deleted");
});

Deno.test("changes() asks nothing of a task that was deleted unseen, taken back, and deleted by somebody who had seen it", async () => {
  await using world = await createSyncedWorld();
  const replica = await withMilk(world);
  const person = await world.person();
  await person.sync();
  await person.offline(uuid, "delete");
  await replica.write([
    {
      ...order(uuid, { kind: "update", patch: { title: "Bread" }, expected: { title: "Milk" } }),
      editedAt: "2026-01-02T03:04:05Z",
    },
  ], signal);
  await person.sync();
  const told = async () => (await replica.changes(since(replica.cursor()), signal)).readings[0];
  const unseen = await told();
  assert.ok(unseen?.kind === "gone" && unseen.how === "missing");
  await person.does(uuid, "modify", "status:pending");
  assert.equal((await told())?.kind, "present");
  await person.does(uuid, "delete");
  const seen = await told();
  assert.ok(seen?.kind === "gone");
  assert.equal(seen.how, "deleted");
});
