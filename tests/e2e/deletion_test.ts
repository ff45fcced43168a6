import assert from "node:assert/strict";
import { assertStaysQuiet, edit, lines, localTask, serverTask } from "@tests/support/quiet.ts";
import { createWorld, type World } from "@tests/support/world.ts";

const states = ["unchanged", "edited", "deleted", "moved", "done"] as const;

async function local(world: World, title: string, ...words: readonly string[]): Promise<void> {
  await world.task((await localTask(world, title)).uuid, ...words);
}

async function remove(world: World, title: string): Promise<void> {
  await world.api("DELETE", `/api/v2/tasks/${(await serverTask(world, title)).id}`);
}

for (const line of lines) {
  Deno.test(`T15 deleted on one side: gone from both unless the other side edited it (Taskwarrior ${line})`, async () => {
    await using world = await createWorld({ line });
    for (const state of states) {
      for (const side of ["here", "there"]) {
        await world.task("add", "project:garden", `${state} ${side}`);
      }
    }
    for (let n = 0; n < 40; n++) await world.task("add", `bystander ${n}`);
    await world.task("add", "project:house", "in the house");
    await world.json(["sync"]);
    const house = (await serverTask(world, "in the house"))["project_id"];

    for (const state of states) await local(world, `${state} here`, "delete");
    await edit(world, "edited here", { due_date: "2027-01-01T00:00:00Z" });
    await remove(world, "deleted here");
    await edit(world, "moved here", { project_id: house });
    await edit(world, "done here", { done: true });

    await local(world, "edited there", "modify", "due:2027-01-01");
    await local(world, "deleted there", "delete");
    await local(world, "moved there", "modify", "project:house");
    await local(world, "done there", "done");
    for (const state of states) await remove(world, `${state} there`);

    const summary = await world.json(["sync"], 3);
    assert.equal(summary["conflicts"], 6, JSON.stringify(summary));
    const titles = (await world.serverTasks()).map((task) => task.title);
    const descriptions = (await world.export("status.not:deleted")).map((task) => task.description);
    const left = (list: readonly string[]) =>
      list.filter((title) => / (here|there)$/.test(title)).sort();
    const kept = ["done", "edited", "moved"].flatMap((
      state,
    ) => [`${state} here`, `${state} there`]);
    assert.deepEqual(left(titles), kept);
    assert.deepEqual(left(descriptions), kept);
    for (const side of ["here", "there"]) {
      assert.equal((await serverTask(world, `moved ${side}`))["project_id"], house);
      assert.equal((await localTask(world, `moved ${side}`))["project"], "house");
      assert.equal((await serverTask(world, `done ${side}`)).done, true);
      assert.equal((await localTask(world, `done ${side}`)).status, "completed");
    }
    const { conflicts } = await world.json<{ conflicts: unknown[] }>(["conflicts", "list"]);
    assert.equal(conflicts.length, 6);
    await assertStaysQuiet(world);
  });
}

Deno.test("T13 an empty account of the same server deletes nothing until --allow-mass-delete lets it go", async () => {
  await using world = await createWorld();
  for (let n = 0; n < 4; n++) await world.task("add", `task ${n}`);
  await world.json(["sync"]);
  for (const { id } of await world.serverTasks()) await world.api("DELETE", `/api/v2/tasks/${id}`);
  const refused = await world.run(["sync"]);
  assert.equal(refused.code, 3);
  assert.match(
    refused.stderr,
    /MASS_DELETE.* 4 of 4 tasks are gone from Vikunja[^]*--allow-mass-delete/,
  );
  assert.equal((await world.export("status:pending")).length, 4);
  const allowed = await world.json(["sync", "--allow-mass-delete"]);
  assert.deepEqual(allowed["deleted"], { taskwarrior: 4, vikunja: 0 });
  await assertStaysQuiet(world);
});

Deno.test("T13 a renamed project and one in the archive delete nothing", async () => {
  await using world = await createWorld();
  await world.task("add", "project:garden", "Buy seeds");
  await world.task("add", "project:attic", "Tidy up");
  await world.json(["sync"]);
  const id = async (title: string) => (await serverTask(world, title))["project_id"];
  await world.api("POST", `/api/v1/projects/${await id("Buy seeds")}`, { title: "allotment" });
  const attic = await id("Tidy up");
  await world.api("POST", `/api/v1/projects/${attic}`, { title: "attic", is_archived: true });
  const summary = await world.json(["sync", "--full"]);
  assert.deepEqual(summary["deleted"], { taskwarrior: 0, vikunja: 0 });
  assert.equal((await localTask(world, "Buy seeds"))["project"], "allotment");
  assert.equal((await localTask(world, "Tidy up")).status, "pending");
  await assertStaysQuiet(world, ["sync"], ["sync", "--full"]);

  await world.task("project:attic", "modify", "due:2027-01-01");
  const edited = await world.run(["sync"]);
  assert.equal(edited.code, 3, edited.stderr);
  assert.match(
    edited.stderr,
    /"Tidy up" .* due date 202.*: the project «attic» is archived; unarchive/,
  );
  assert.match((await world.run(["status"])).stdout, /the project «attic» is archived/);
  await world.task("add", "project:attic", "New in the attic");
  const added = await world.run(["sync"]);
  assert.equal(added.code, 3, added.stderr);
  assert.match(added.stderr, /"New in the attic" .* the task: the project «attic» is archived/);
  await world.api("POST", `/api/v1/projects/${attic}`, { title: "attic", is_archived: false });
  await world.json(["sync", "--full"]);
  assert.match(String((await serverTask(world, "Tidy up"))["due_date"]), /^202[67]-/);
  await assertStaysQuiet(world);
});
