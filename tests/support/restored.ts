import assert from "node:assert/strict";
import type { World } from "@tests/support/world.ts";

/** Everything on both sides, for people: title, state, priority, and the tags here. */
export async function shown(world: World) {
  const here = (await world.export("status.not:deleted")).map((task) =>
    [task.description, task.status, task["priority"], task["tags"]].filter(Boolean).join(" ")
  );
  const there = (await world.serverTasks()).map((task) =>
    [task.title, task.done ? "completed" : "pending", task["priority"]].join(" ")
  );
  return { here: here.toSorted(), there: there.toSorted() };
}

/** The alarm is over, and another run has nothing to do. */
export async function assertNothingLeft(world: World): Promise<void> {
  const { created, updated, deleted } = await world.json(["sync"]);
  const none = { taskwarrior: 0, vikunja: 0 };
  assert.deepEqual([created, updated, deleted], [none, none, none]);
}

export async function assertRefused(
  world: World,
  args: readonly string[],
  says: RegExp,
): Promise<void> {
  const before = await shown(world);
  const run = await world.run(args);
  assert.equal(run.code, 2, run.stderr);
  assert.match(run.stderr, says);
  assert.deepEqual(await shown(world), before, "nothing was written");
}
