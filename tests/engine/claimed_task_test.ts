import assert from "node:assert/strict";
import { SyncError } from "@/domain/errors.ts";
import type { SyncEvent } from "@/domain/events.ts";
import { EngineWorld } from "@tests/support/engine_world.ts";
import { lease } from "@tests/support/log_events.ts";

async function claimedWorld() {
  const world = new EngineWorld();
  const [task = ""] = world.addTasks("taskwarrior", 1);
  const life = world.live();
  await life.sync();
  const claimed: SyncEvent = { type: "TaskClaimed", data: lease(1) };
  await world.store.append([{
    streamId: task,
    expectedVersion: world.store.streamVersion(task),
    events: [claimed],
  }]);
  return { world, task, life };
}

const none = { ifVersion: null, token: null };

Deno.test("a claim ends when the task is seen done, with its token and the reason", async () => {
  const { world, task, life } = await claimedWorld();
  assert.equal(world.state(task).claim.lease?.token, 1);
  const change = { done: true };
  await life.engine.ask(task, { type: "EditTask", change, conditions: { ...none, token: 1 } });
  await life.engine.quiet();
  const { claim, vikunja, taskwarrior } = world.state(task);
  assert.deepEqual([vikunja.task?.done, taskwarrior.task?.done], [true, true]);
  assert.deepEqual([claim.lease, claim.lastToken], [null, 1]);
  const ended = world.store.readStream(task).map(({ event }) => event)
    .filter(({ type }) => type === "ClaimReleased");
  assert.deepEqual(ended, [{ type: "ClaimReleased", data: { token: 1, because: "done" } }]);
});

Deno.test("EditTask reaches both sides, and an echo of it changes nothing", async () => {
  const { world, task, life } = await claimedWorld();
  const change = { title: "new", labels: { set: ["a"] }, priority: 2 };
  await life.engine.ask(task, { type: "EditTask", change, conditions: none });
  await life.engine.quiet();
  for (const side of ["taskwarrior", "vikunja"] as const) {
    const { title, labels, priority } = world.state(task)[side].task ?? assert.fail(side);
    assert.deepEqual([title, labels, priority], ["new", ["a"], 2], side);
  }
  const { taskVersion, version, claim } = world.state(task);
  assert.equal(claim.lease?.token, 1, "an edit does not end a claim");
  await life.engine.ask(task, { type: "EditTask", change, conditions: none });
  assert.deepEqual([world.state(task).version, world.state(task).taskVersion], [
    version,
    taskVersion,
  ]);
});

Deno.test("EditTask refuses a stale version and a stale token, and changes nothing", async () => {
  const { world, task, life } = await claimedWorld();
  const { taskVersion, version } = world.state(task);
  for (const conditions of [{ ...none, ifVersion: taskVersion - 1 }, { ...none, token: 2 }]) {
    await assert.rejects(
      life.engine.ask(task, { type: "EditTask", change: { title: "x" }, conditions }),
      (thrown) => thrown instanceof SyncError && thrown.code === "STALE",
    );
  }
  assert.equal(world.state(task).version, version);
  const conditions = { ifVersion: taskVersion, token: 1 };
  await life.engine.ask(task, { type: "EditTask", change: { title: "x" }, conditions });
});
