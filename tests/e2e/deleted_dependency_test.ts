import assert from "node:assert/strict";
import { createWorld } from "@tests/support/world.ts";

for (const line of ["2.6", "3"] as const) {
  Deno.test(`a dependency on a task that was deleted in Taskwarrior is no reason to alarm (Taskwarrior ${line})`, async () => {
    await using world = await createWorld({ line });
    await world.task("add", "blocker");
    await world.task("add", "waits");
    assert.equal((await world.run(["sync"])).code, 0);
    await world.task("waits", "modify", "depends:1");
    await world.task("1", "delete");
    await world.task("add", "never");
    await world.task("add", "new", "depends:3");
    await world.task("3", "delete");
    for (const args of [["sync"], ["sync"], ["sync", "--full"], ["status"]]) {
      const run = await world.run(args);
      assert.equal(run.code, 0, `${args.join(" ")}: ${run.stdout}${run.stderr}`);
      assert.doesNotMatch(run.stderr, /dependency/);
    }
  });
}
