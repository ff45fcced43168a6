import assert from "node:assert/strict";
import { addTask } from "@/app/add_task.ts";
import { createTaskEdits } from "@/app/task_edits.ts";
import { usualMapping } from "@/config/mapping_config.ts";
import { decodeProject } from "@/mapping/taskwarrior/project.ts";
import { lookAtLog } from "@tests/simulation/process.ts";
import { sets } from "@tests/simulation/taskwarrior/hooks.ts";
import { type RunWorld, runWorld, signal } from "@tests/support/run_world.ts";

const uuid = "11111111-2222-4333-8444-555555555555";
const spread = { mapping: { ...usualMapping, priority: { L: 1, M: 3, H: 5 } } };

async function syncedWorld(setting?: Parameters<typeof runWorld>[2]): Promise<RunWorld> {
  const world = runWorld(1, "3", setting);
  world.task("there before");
  await world.sync();
  return world;
}

function portsOf(world: RunWorld) {
  const open = (signal: AbortSignal) => world.openRun({ planOnly: false, jobs: 1 }, signal);
  return { open, projectPath: decodeProject };
}

const add = (world: RunWorld, priority: string) =>
  world.result(
    addTask(portsOf(world), { uuid, title: "mow", changes: { priority } }, signal),
  );

const set = (world: RunWorld, changes: Readonly<Record<string, string>>) =>
  world.result(
    createTaskEdits(portsOf(world)).edit(
      { task: uuid, changes, ifVersion: null, token: null },
      signal,
    ),
  );

/** The letter, and Vikunja's number; `null` where the task is not there. */
function priorities({ machine }: RunWorld) {
  const here = machine.taskwarrior.tasks().find((task) => task.uuid === uuid);
  const there = machine.vikunja.tasks().find(({ title }) => title === "mow");
  return [here === undefined ? null : here["priority"] ?? "", there?.priority ?? null];
}

function conflicts({ machine, time }: RunWorld) {
  const { reader } = lookAtLog(machine.folder, time.runtime.now);
  return reader.conflictList().map(({ field, kept, lost }) => [field, kept.value, lost.value]);
}

for (
  const [setting, given] of [
    [undefined, { "5": ["H", 5], "4": ["H", 4], "3": ["H", 3], "1": ["L", 1], "0": ["", 0] }],
    [spread, { "5": ["H", 5], "4": ["M", 4], "3": ["M", 3], "2": ["L", 2], M: ["M", 3] }],
  ] as const
) {
  const rules = setting === undefined ? "as usual" : "1, 3 and 5";
  for (const [priority, expected] of Object.entries(given)) {
    Deno.test(`addTask() with priority ${priority} is ${expected} (letters are ${rules})`, async () => {
      const world = await syncedWorld(setting);
      assert.deepEqual((await add(world, priority)).pending, []);
      assert.deepEqual(priorities(world), expected);
      await world.sync();
      assert.deepEqual(priorities(world), expected);
      assert.deepEqual(conflicts(world), []);
    });
  }

  Deno.test(`edit() gives a task Vikunja's number and the letter that it shows as (letters are ${rules})`, async () => {
    const world = await syncedWorld(setting);
    await add(world, "");
    for (const [priority, expected] of Object.entries(given)) {
      await set(world, { priority });
      await world.sync();
      assert.deepEqual(priorities(world), expected, priority);
    }
    await set(world, { priority: "4", title: "mow", notes: "both" });
    await world.sync();
    assert.deepEqual(priorities(world)[1], 4);
    assert.deepEqual(conflicts(world), []);
  });
}

Deno.test("addTask() with priority 5 while Vikunja is away: it is 5 there once it is made", async () => {
  const world = await syncedWorld();
  const { network } = world.machine.vikunja;
  const calm = network.fate;
  network.fate = () => ({ kind: "refused", latencyMs: 1 });
  assert.deepEqual((await add(world, "5")).pending, ["vikunja"]);
  assert.deepEqual(priorities(world), ["H", null]);
  network.fate = calm;
  await world.sync();
  assert.deepEqual(priorities(world), ["H", 5]);
});

Deno.test("addTask() with priority 5, which is edited before Vikunja has it: the edit counts", async () => {
  const world = await syncedWorld();
  const { vikunja: { network }, taskwarrior } = world.machine;
  const calm = network.fate;
  network.fate = () => ({ kind: "refused", latencyMs: 1 });
  await add(world, "5");
  taskwarrior.person.run({ kind: "modify", uuid, set: { priority: "L" } });
  network.fate = calm;
  await world.sync();
  assert.deepEqual(priorities(world), ["L", 1]);
  assert.deepEqual(conflicts(world), []);
});

Deno.test("addTask() with priority 5, of which a hook makes M: that stands", async () => {
  const world = await syncedWorld();
  world.machine.taskwarrior.setHook(sets("priority", "M"));
  await add(world, "5");
  await world.sync();
  assert.deepEqual(priorities(world), ["M", 2]);
  assert.deepEqual(conflicts(world), []);
});

Deno.test("a task of priority 5 that is deleted in Vikunja and edited in Taskwarrior is made again with 5", async () => {
  const world = await syncedWorld();
  await add(world, "5");
  await world.sync();
  const { vikunja, taskwarrior } = world.machine;
  // The last one of all that are there.
  vikunja.person.take({ kind: "delete", task: 0.99 });
  assert.deepEqual(priorities(world), ["H", null]);
  taskwarrior.person.run({ kind: "modify", uuid, set: { description: "mow", due: "2027-01-01" } });
  await world.sync();
  await world.sync();
  assert.deepEqual(priorities(world), ["H", 5]);
});
