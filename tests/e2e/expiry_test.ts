import assert from "node:assert/strict";
import { lines } from "@tests/support/quiet.ts";
import { createWorld, type World } from "@tests/support/world.ts";

async function linked(world: World, until: string, count: number): Promise<void> {
  await world.import(
    Array.from({ length: count }, (_, at) => ({
      uuid: crypto.randomUUID(),
      description: `task ${at}`,
      entry: "20200101T000000Z",
      until,
    })),
  );
  await world.json(["sync"]);
  assert.equal((await world.serverTasks()).length, count);
}

for (const line of lines) {
  Deno.test(`R16: tasks whose own time is over go from both sides, however many they are (Taskwarrior ${line})`, async () => {
    await using world = await createWorld({ line });
    await linked(world, "20990101T000000Z", 15);
    const words = ["rc.bulk=0", "rc.gc=off", "status:pending", "modify", "until:2021-01-01"];
    await world.task(...words);
    await world.task("rc.gc=off", "add", "stays");
    await world.json(["sync"]);
    // At its next report Taskwarrior deletes them.
    await world.task("rc.verbose=nothing", "list");
    const summary = await world.json(["sync"]);
    assert.deepEqual(summary["deleted"], { taskwarrior: 0, vikunja: 15 });
    assert.deepEqual((await world.serverTasks()).map(({ title }) => title), ["stays"]);
  });

  Deno.test(`R16: tasks that a person deleted before their time count as ever (Taskwarrior ${line})`, async () => {
    await using world = await createWorld({ line });
    await linked(world, "20990101T000000Z", 15);
    await world.task("rc.bulk=0", "status:pending", "delete");
    const { code, stderr } = await world.run(["sync"]);
    assert.equal(code, 3);
    assert.match(stderr, /MASS_DELETE/);
    assert.equal((await world.serverTasks()).length, 15);
  });
}
