import assert from "node:assert/strict";
import { lines } from "@tests/support/quiet.ts";
import { assertQuiet } from "@tests/support/both_sides.ts";
import { createWorld, type World } from "@tests/support/world.ts";

interface Project {
  readonly id: number;
  readonly title: string;
  readonly parent_project_id: number;
}

async function project(world: World, title: string, parent = 0): Promise<number> {
  const made = await world.api<Project>("POST", "/api/v2/projects", {
    title,
    parent_project_id: parent,
  });
  return made.id;
}

/** All but the Inbox, as paths. */
async function projects(world: World): Promise<readonly string[]> {
  const { items } = await world.api<{ items: readonly Project[] }>("GET", "/api/v2/projects");
  const byId = new Map(items.map((each) => [each.id, each]));
  const path = (id: number): string => {
    const each = byId.get(id);
    if (each === undefined) return "";
    return each.parent_project_id === 0
      ? each.title
      : `${path(each.parent_project_id)}/${each.title}`;
  };
  return items.filter(({ id }) => id > 1).map(({ id }) => path(id)).sort();
}

async function ofTasks(world: World): Promise<Readonly<Record<string, unknown>>> {
  const tasks = await world.export("status:pending");
  return Object.fromEntries(tasks.map(({ description, project }) => [description, project]));
}

for (const line of lines) {
  Deno.test(`P3: projects that differ in case are one, and each side keeps its own spelling (Taskwarrior ${line})`, async () => {
    await using world = await createWorld({ line });
    const home = await project(world, "Home");
    const work = await project(world, "Work");
    await project(world, "API", work);
    await world.api("POST", `/api/v2/projects/${home}/tasks`, { title: "Buy milk" });
    await world.task("add", "Buy milk", "project:home");
    await world.task("add", "Sign", "project:work.api");
    await world.task("add", "Plan", "project:work.Ops");
    await world.task("add", "Rest", "project:inbox");
    const summary = await world.json<{ linked: number }>(["sync"]);
    assert.equal(summary.linked, 4);
    assert.deepEqual(await projects(world), ["Home", "Work", "Work/API", "Work/Ops"]);
    assert.deepEqual(await ofTasks(world), {
      "Buy milk": "home",
      Sign: "work.api",
      Plan: "work.Ops",
      Rest: "inbox",
    });
    assert.equal((await world.serverTasks()).length, 4);
    await assertQuiet(world, "after the first sync");

    // What is moved or renamed there arrives; another spelling of the same here is nothing.
    const [milk] = await world.serverTasks();
    await world.api("PATCH", `/api/v2/tasks/${milk!.id}`, { project_id: work });
    await world.task("Sign", "modify", "project:WORK.api");
    assert.equal((await world.json<{ conflicts: number }>(["sync"])).conflicts, 0);
    assert.deepEqual(await ofTasks(world), {
      "Buy milk": "Work",
      Sign: "WORK.api",
      Plan: "work.Ops",
      Rest: "inbox",
    });
    await assertQuiet(world, "after a move");
    await world.task("Plan", "modify", "project:WORK.OPS.deep");
    await world.json(["sync"]);
    assert.deepEqual(await projects(world), [
      "Home",
      "Work",
      "Work/API",
      "Work/Ops",
      "Work/Ops/deep",
    ]);
    await assertQuiet(world, "after another move");
  });

  Deno.test(`P3: spellings that meet before any is in Vikunja make one project there (Taskwarrior ${line})`, async () => {
    await using world = await createWorld({ line });
    await world.task("add", "one", "project:Garden");
    await world.task("add", "two", "project:garden.beds");
    await world.task("add", "three", "project:GARDEN.Beds.north");
    await world.json(["sync"]);
    const made = await projects(world);
    assert.deepEqual(
      new Set(made.map((path) => path.toLowerCase())).size,
      made.length,
      made.join(),
    );
    assert.equal(made.length, 3);
    assert.deepEqual(await ofTasks(world), {
      one: "Garden",
      two: "garden.beds",
      three: "GARDEN.Beds.north",
    });
    await assertQuiet(world, "after the first sync");
    await world.task("one", "modify", "priority:H");
    await world.json(["sync"]);
    await assertQuiet(world, "after an edit");
  });
}

Deno.test("P3: of two twins in Vikunja none is guessed: the exact one, else a new project", async () => {
  await using world = await createWorld();
  await project(world, "Work");
  await project(world, "WORK");
  await world.task("add", "exact", "project:WORK");
  await world.task("add", "neither", "project:work");
  await world.json(["sync"]);
  assert.deepEqual(await projects(world), ["WORK", "Work", "work"]);
  await assertQuiet(world, "after the first sync");
});

Deno.test("P3: --project means both spellings", async () => {
  await using world = await createWorld();
  const work = await project(world, "Work");
  await world.api("POST", `/api/v2/projects/${work}/tasks`, { title: "There" });
  await world.task("add", "Here", "project:work.api");
  await world.task("add", "Elsewhere", "project:home");
  const { linked } = await world.json<{ linked: number }>(["sync", "--project", "work"]);
  assert.equal(linked, 2);
  assert.deepEqual((await world.serverTasks()).map(({ title }) => title).sort(), ["Here", "There"]);
});
