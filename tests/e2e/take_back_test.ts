import assert from "node:assert/strict";
import { until } from "@tests/support/until.ts";
import { createWorld, type World } from "@tests/support/world.ts";

interface Told {
  readonly operation: number | null;
}

async function seen(world: World, description: string) {
  const [here] = await world.export(
    `description:${description}`,
    "(",
    "status:pending",
    "or",
    "status:completed",
    ")",
  );
  const there = (await world.serverTasks()).find(({ title }) => title === description);
  return { here, there };
}

Deno.test("undo, redo and restore give back what was on both sides, and keep what was edited since", async () => {
  await using world = await createWorld();
  await world.task("add", "milk", "priority:H", "+shop");
  await world.task("add", "stays");
  await world.json(["sync"]);
  await world.task("milk", "modify", "priority:L", "due:2027-03-01T10:00:00Z");
  await world.json(["sync"]);

  const asked = await world.run(["undo"]);
  assert.equal(asked.code, 2, "nobody is there to answer");
  assert.match(asked.stderr, /"milk": priority low → high, due .* → none/);

  const before = await world.run(["undo", "--dry-run"]);
  assert.equal(before.code, 0, before.stderr);
  assert.match(before.stdout, /nothing was done/);
  const undone = await world.run(["undo", "--yes"]);
  assert.equal(undone.code, 0, undone.stderr);
  const { here, there } = await seen(world, "milk");
  assert.deepEqual([here?.["priority"], here?.["due"], there?.["priority"]], ["H", undefined, 3]);
  assert.deepEqual((await world.json(["sync"]))["updated"], { taskwarrior: 0, vikunja: 0 });

  const { operation } = await world.json<Told>(["redo", "--yes"]);
  const { there: server } = await seen(world, "milk");
  assert.equal(server?.["priority"], 1);

  await world.api("POST", `/api/v1/tasks/${server?.id}`, { ...server, priority: 2 });
  const kept = await world.run(["undo", `op-${operation}`, "--yes"]);
  assert.equal(kept.code, 3, kept.stdout);
  assert.match(kept.stdout, /kept: priority .*edited since in Vikunja/);
  const now = await seen(world, "milk");
  assert.deepEqual([now.here?.["due"], now.there?.["priority"]], [undefined, 2]);
  const twice = await world.run(["undo", `op-${operation}`, "--yes"]);
  assert.match(twice.stdout, /nothing to do: op-\d+ has taken it back already/);

  await world.task("milk", "delete");
  await world.json(["sync"]);
  assert.equal((await world.serverTasks()).length, 1);
  const back = await world.run(["undo", "--yes"]);
  assert.equal(back.code, 0, back.stdout + back.stderr);
  assert.match(back.stdout, /is made again on both sides/);
  const again = await seen(world, "milk");
  assert.equal(again.there?.["priority"], 2);
  assert.deepEqual(again.here?.["tags"], ["shop"]);
  assert.equal((await world.json<{ pending: number }>(["sync"])).pending, 0);

  const { operations: [last] } = await world.json<{ operations: { id: string }[] }>([
    "history",
    "-n",
    "1",
  ]);
  // Both sides tell when a task was made in whole seconds; one of the same second may be older.
  const secondAfter = Math.floor(Date.now() / 1_000) + 1;
  await until("the second of the operation is over", () => Date.now() / 1_000 > secondAfter);
  await world.task("milk", "modify", "priority:", "-shop");
  await world.task("stays", "delete");
  await world.task("add", "new");
  await world.json(["sync"]);
  const restored = await world.run(["restore", "--at", last?.id ?? "", "--yes"]);
  assert.equal(restored.code, 0, restored.stdout + restored.stderr);
  const titles = async () => (await world.serverTasks()).map(({ title }) => title).toSorted();
  assert.deepEqual(await titles(), ["milk", "new", "stays"]);
  const { here: milk } = await seen(world, "milk");
  assert.deepEqual([milk?.["priority"], milk?.["tags"]], ["M", ["shop"]]);
  const exact = await world.run(["restore", "--at", last?.id ?? "", "--exact", "--yes"]);
  assert.match(exact.stdout, /"new": goes from both sides/);
  assert.deepEqual(await titles(), ["milk", "stays"]);
  assert.deepEqual(
    (await world.export("status:pending")).map(({ description }) => description).toSorted(),
    ["milk", "stays"],
  );
});
