import assert from "node:assert/strict";
import { createWorld } from "@tests/support/world.ts";

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
    const waits = (await world.serverTasks()).find(({ title }) => title === "waits");
    const read = await world.api<{ related_tasks: Record<string, { title: string }[]> }>(
      "GET",
      `/api/v1/tasks/${waits?.id}`,
    );
    assert.deepEqual(read.related_tasks["blocked"]?.map(({ title }) => title), ["blocker"]);
    const again = await world.json<{ requests: number }>(["sync"]);
    assert.equal(again.requests, 1);
  });
}
