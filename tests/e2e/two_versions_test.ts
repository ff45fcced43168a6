import assert from "node:assert/strict";
import { join } from "node:path";
import { createTaskwarrior } from "@tests/support/taskwarrior.ts";
import { createWorld, type World } from "@tests/support/world.ts";

/** The other version's data, with one task, in the folder of this world. */
async function addDataOf(line: "2.6" | "3", world: World): Promise<void> {
  await using other = await createTaskwarrior(line);
  await other.run(["add", "made with the other"]);
  for (const { name } of Deno.readDirSync(other.taskdata)) {
    const to = join(String(world.env["TASKDATA"]), name);
    if (!name.includes("hooks")) await Deno.copyFile(join(other.taskdata, name), to);
  }
}

Deno.test("R21: the old program beside the new data is said by sync, and wrong for doctor", async () => {
  await using world = await createWorld({ line: "2.6" });
  await world.task("add", "Dig");
  await world.json(["sync"]);
  await addDataOf("3", world);
  const synced = await world.run(["sync"]);
  assert.equal(synced.code, 0, synced.stderr);
  assert.match(synced.stderr, /tasks of Taskwarrior 3 as well \(1\).*VIKUNJA_SYNC_TASK/);
  const said = await world.run(["doctor"]);
  assert.notEqual(said.code, 0);
  assert.match(said.stdout, /tasks of Taskwarrior 3 as well/);
});

Deno.test("R21: the new program without the old data names task import-v2, before anything is written", async () => {
  await using world = await createWorld({ line: "3" });
  await addDataOf("2.6", world);
  await world.api("PUT", "/api/v1/projects/1/tasks", { title: "there" });
  for (const command of ["sync", "doctor"]) {
    const said = await world.run([command]);
    assert.notEqual(said.code, 0, command);
    assert.match(said.stdout + said.stderr, /task import-v2/);
  }
  assert.deepEqual(await world.export(), []);
  assert.equal((await world.serverTasks()).length, 1);
  await world.task("import-v2");
  await world.json(["sync"]);
  assert.equal((await world.export()).length, 2);
});
