import assert from "node:assert/strict";
import { createWorld, type World } from "@tests/support/world.ts";

type Related = { readonly related_tasks: Readonly<Record<string, { readonly title: string }[]>> };

/** Titles of what that task waits for, on the server. */
async function blockersOf(world: World, title: string): Promise<readonly string[] | undefined> {
  const task = (await world.serverTasks()).find((each) => each.title === title);
  const read = await world.api<Related>("GET", `/api/v1/tasks/${task?.id}`);
  return read.related_tasks["blocked"]?.map((each) => each.title);
}

for (const line of ["2.6", "3"] as const) {
  Deno.test(`N8: a relation that went with a deletion is made again with the task (Taskwarrior ${line})`, async () => {
    await using world = await createWorld({ line });
    await world.task("add", "blocker");
    await world.task("add", "waits", "depends:1");
    assert.equal((await world.run(["sync"])).code, 0);
    const [blocker] = await world.export("blocker");
    assert.ok(blocker !== undefined);
    await world.task(blocker.uuid, "delete");
    assert.equal((await world.run(["sync"])).code, 0);
    await world.task(blocker.uuid, "modify", "status:pending");
    const run = await world.run(["sync"]);
    assert.equal(run.code, 0, run.stdout + run.stderr);
    assert.deepEqual(await blockersOf(world, "waits"), ["blocker"]);
    const again = await world.json<{ requests: number }>(["sync"]);
    assert.equal(again.requests, 1);
  });

  Deno.test(`N8: a relation to a task whose deletion was overruled comes back with it (Taskwarrior ${line})`, async () => {
    await using world = await createWorld({ line });
    await world.task("add", "blocker");
    await world.task("add", "waits", "depends:1");
    assert.equal((await world.run(["sync"])).code, 0);
    const [blocker] = await world.export("blocker");
    const made = (await world.serverTasks()).find(({ title }) => title === "blocker");
    await world.api("DELETE", `/api/v1/tasks/${made?.id}`);
    await world.task(blocker?.uuid ?? "", "modify", "priority:H");
    const run = await world.run(["sync"]);
    assert.equal(run.code, 3, run.stdout + run.stderr);
    assert.deepEqual(await blockersOf(world, "waits"), ["blocker"]);
    const [waits] = await world.export("waits");
    assert.deepEqual(waits?.["depends"], [blocker?.uuid]);
    await world.run(["sync", "--full"]);
    assert.deepEqual(await blockersOf(world, "waits"), ["blocker"]);
  });
}
