import assert from "node:assert/strict";
import { assertQuiet } from "@tests/support/both_sides.ts";
import { edit, lines, localTask, serverTask } from "@tests/support/quiet.ts";
import { configured } from "@tests/support/configured.ts";
import { createWorld, type World } from "@tests/support/world.ts";

interface Project {
  readonly id: number;
  readonly title: string;
  readonly parent_project_id: number;
}

async function project(world: World, title: string, parent = 0): Promise<number> {
  const body = { title, parent_project_id: parent };
  return (await world.api<Project>("POST", "/api/v2/projects", body)).id;
}

async function pathOf(world: World, title: string): Promise<string> {
  const { items } = await world.api<{ items: readonly Project[] }>("GET", "/api/v2/projects");
  const path = (id: unknown): string => {
    const found = items.find((each) => each.id === id);
    if (found === undefined) return "";
    return found.parent_project_id === 0
      ? found.title
      : `${path(found.parent_project_id)}/${found.title}`;
  };
  return path((await serverTask(world, title))["project_id"]);
}

const work = '[mapping.projects]\nwork = "Customers/Work"\n';

for (const line of lines) {
  Deno.test(`a mapped project has its own name on either side, with all below it (Taskwarrior ${line})`, async () => {
    await using plain = await createWorld({ line });
    const world = await configured(plain, work);
    const customers = await project(world, "Customers");
    const there = await project(world, "Work", customers);
    const home = await project(world, "home");
    await world.api("POST", `/api/v2/projects/${there}/tasks`, { title: "Call" });
    await world.api("POST", `/api/v2/projects/${there}/tasks`, { title: "Both" });
    await world.task("add", "project:work", "Both");
    await world.task("add", "project:work.garden", "Dig");
    await world.task("add", "project:Customers", "Invoice");
    await world.json(["sync"]);
    assert.equal((await world.export("Both")).length, 1);
    assert.equal((await localTask(world, "Call"))["project"], "work");
    assert.equal(await pathOf(world, "Dig"), "Customers/Work/garden");
    assert.equal(await pathOf(world, "Invoice"), "Customers");
    await assertQuiet(world, "after the first sync");

    await edit(world, "Dig", { project_id: home });
    await world.task("Call", "modify", "project:work.garden");
    await world.json(["sync"]);
    assert.equal((await localTask(world, "Dig"))["project"], "home");
    assert.equal(await pathOf(world, "Call"), "Customers/Work/garden");
    await edit(world, "Dig", { project_id: there });
    await world.json(["sync"]);
    assert.equal((await localTask(world, "Dig"))["project"], "work");
    await assertQuiet(world, "after moves");
    const { linked } = await world.json(["sync", "--full", "--project", "work"]);
    assert.equal(linked, 4);
  });

  Deno.test(`another mapping moves no task that nobody moves (Taskwarrior ${line})`, async () => {
    await using world = await createWorld({ line });
    const customers = await project(world, "Customers");
    const there = await project(world, "Work", customers);
    await world.api("POST", `/api/v2/projects/${there}/tasks`, { title: "Call" });
    await world.task("add", "project:work", "Dig");
    await world.json(["sync"]);
    const mapped = await configured(world, work);
    for (const args of [["sync"], ["sync", "--full"]]) {
      const { updated } = await mapped.json(args);
      assert.deepEqual(updated, { taskwarrior: 0, vikunja: 0 });
    }
    await world.task("Dig", "modify", "priority:H");
    await edit(world, "Call", { priority: 2 });
    await mapped.json(["sync"]);
    assert.equal(await pathOf(world, "Dig"), "work");
    assert.equal((await localTask(world, "Call"))["project"], "Customers.Work");
    assert.equal((await localTask(world, "Call"))["priority"], "M");
    await assertQuiet(mapped, "with another mapping");

    // Whoever says the new name here moves nothing there; a move goes by the new mapping.
    await world.task("Call", "modify", "project:work");
    await world.task("Dig", "modify", "project:work.garden");
    await mapped.json(["sync"]);
    assert.equal(await pathOf(world, "Call"), "Customers/Work");
    assert.equal(await pathOf(world, "Dig"), "Customers/Work/garden");
    await assertQuiet(mapped, "after moves");
    // Without it again, all stays as well.
    await assertQuiet(world, "without a mapping");
    assert.equal((await localTask(world, "Call"))["project"], "work");
  });

  Deno.test(`priorities are those of the mapping, and those between stay (Taskwarrior ${line})`, async () => {
    await using plain = await createWorld({ line });
    const world = await configured(plain, "[mapping.priority]\nL = 2\nM = 3\nH = 5\n");
    await world.task("add", "High", "priority:H");
    await world.task("add", "Low", "priority:L");
    await world.api("POST", "/api/v2/projects/1/tasks", { title: "Four", priority: 4 });
    await world.json(["sync"]);
    const priority = async (title: string) => (await serverTask(world, title))["priority"];
    assert.deepEqual([await priority("High"), await priority("Low")], [5, 2]);
    assert.equal((await localTask(world, "Four"))["priority"], "M");
    await world.task("Four", "modify", "due:2031-01-01");
    await edit(world, "High", { priority: 3 });
    await world.json(["sync"]);
    assert.equal(await priority("Four"), 4);
    assert.equal((await localTask(world, "High"))["priority"], "M");
    await world.task("Four", "modify", "priority:H");
    await world.task("Low", "modify", "priority:");
    await world.json(["sync"]);
    assert.deepEqual([await priority("Four"), await priority("Low")], [5, 0]);
    await assertQuiet(world, "with a mapping");
    // Another one rewrites nothing.
    await assertQuiet(plain, "without a mapping");
  });
}

Deno.test("a selection goes by the names of both sides, and another mapping under it is asked about", async () => {
  await using plain = await createWorld();
  const world = await configured(plain, `[selection]\nprojects = "work"\n${work}`);
  const there = await project(world, "Work", await project(world, "Customers"));
  const other = await project(world, "Other");
  await world.api("POST", `/api/v2/projects/${there}/tasks`, { title: "Call" });
  await world.api("POST", `/api/v2/projects/${other}/tasks`, { title: "Not this" });
  await world.task("add", "project:work", "Dig");
  await world.json(["sync"]);
  assert.equal(await pathOf(world, "Dig"), "Customers/Work");
  assert.deepEqual((await world.export()).map(({ description }) => description).sort(), [
    "Call",
    "Dig",
  ]);
  const changed = await configured(plain, '[selection]\nprojects = "work"\n');
  assert.equal((await changed.run(["sync"])).code, 3);
});
