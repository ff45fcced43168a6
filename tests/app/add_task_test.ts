import assert from "node:assert/strict";
import { addTask } from "@/app/add_task.ts";
import { historyAtOnce } from "@tests/support/history_at_once.ts";
import { createTakingBack } from "@/app/taking_back/take_back.ts";
import { nothingAsked } from "@/config/selection_config.ts";
import { selectionText } from "@/config/selection_words.ts";
import { SyncError } from "@/domain/errors.ts";
import { decodeProject } from "@/mapping/taskwarrior/project.ts";
import { everything } from "@/ports/history.ts";
import type { Added, NewTask } from "@/ports/task_edits.ts";
import { lookAtLog } from "@tests/simulation/process.ts";
import { sets } from "@tests/simulation/taskwarrior/hooks.ts";
import { type RunWorld, runWorld, signal } from "@tests/support/run_world.ts";

const uuid = "11111111-2222-4333-8444-555555555555";

const milk: NewTask = {
  uuid,
  title: "Buy milk",
  changes: {
    project: "Home",
    tags: "+shop",
    due: "2027-02-15T00:00:00Z",
    priority: "H",
    notes: "whole",
  },
};

function add(world: RunWorld, task: Partial<NewTask> = {}): Promise<Added> {
  const open = (signal: AbortSignal) => world.openRun({ planOnly: false, jobs: 1 }, signal);
  return world.result(
    addTask({ open, projectPath: decodeProject }, { ...milk, ...task }, signal),
  );
}

async function syncedWorld(line: "2" | "3" = "3"): Promise<RunWorld> {
  const world = runWorld(1, line);
  world.task("there before");
  await world.sync();
  return world;
}

/** What both sides have of the tasks of that title. */
function shown({ shown, machine }: RunWorld, title: string) {
  const here = machine.taskwarrior.tasks().filter(({ description }) => description === title);
  const there = [...shown("vikunja").values()].filter((task) => task.title === title);
  return { here, there };
}

const refusal = async (work: Promise<unknown>) => {
  const thrown = await work.then(() => null, (thrown: unknown) => thrown);
  assert.ok(thrown instanceof SyncError);
  return [thrown.code, thrown.message];
};

for (const line of ["2", "3"] as const) {
  Deno.test(`addTask() makes a task with all that was given on both sides, and once (Taskwarrior ${line})`, async () => {
    const world = await syncedWorld(line);
    const added = await add(world);
    assert.deepEqual({ ...added, version: null }, {
      task: uuid,
      title: "Buy milk",
      version: null,
      isNew: true,
      vikunjaId: 2,
      pending: [],
      outside: null,
      leftOut: [],
    });
    const again = await add(world, { title: "Buy milk again" });
    assert.deepEqual([again.isNew, again.title, again.vikunjaId], [false, "Buy milk", 2]);
    await world.sync();
    const { here, there } = shown(world, "Buy milk");
    assert.equal(here.length, 1);
    assert.deepEqual([here[0]?.uuid, here[0]?.["project"], here[0]?.["tags"], here[0]?.["notes"]], [
      uuid,
      "Home",
      ["shop"],
      "whole",
    ]);
    assert.deepEqual(
      there.map(({ project, labels, priority, due }) => [project, labels, priority, due]),
      [["Home", ["shop"], 3, Date.UTC(2027, 1, 15) / 1_000]],
    );
    const { reader } = lookAtLog(world.machine.folder, world.time.runtime.now);
    assert.equal(reader.conflictCount(), 0);
  });
}

Deno.test("addTask() is on the log before it is anywhere: it goes by itself once the sides are there", async () => {
  const world = await syncedWorld();
  const { network } = world.machine.vikunja;
  const calm = network.fate;
  network.fate = () => ({ kind: "refused", latencyMs: 1 });
  const added = await add(world);
  assert.deepEqual([added.isNew, added.title, added.pending], [true, "Buy milk", ["vikunja"]]);
  assert.equal(shown(world, "Buy milk").here.length, 1);
  network.fate = calm;
  await world.sync();
  assert.equal(shown(world, "Buy milk").there.length, 1);
});

Deno.test("addTask() says which of its fields cannot be, and makes nothing then", async () => {
  const world = await syncedWorld();
  const refused = (changes: NewTask["changes"], title = "x") =>
    refusal(add(world, { title, changes }));
  assert.equal((await refused({ priority: "6" }))[0], "USAGE");
  assert.deepEqual(await refused({ colour: "ff0000" }), [
    "USAGE",
    "Cannot add the task: colour is not synced",
  ]);
  assert.equal((await refused({ nosuch: "1" }))[0], "USAGE");
  assert.equal((await refused({ title: "y" }))[0], "USAGE");
  assert.equal((await refused({}, "  "))[0], "USAGE");
  assert.equal(world.machine.taskwarrior.tasks().length, 1);
});

Deno.test("addTask() makes nothing before anybody has seen what a first sync does", async () => {
  const world = runWorld();
  assert.deepEqual(await refusal(add(world)), [
    "CONFIG",
    "Cannot add a task: nothing was synced yet",
  ]);
  assert.equal(world.machine.taskwarrior.tasks().length, 0);
});

Deno.test("addTask() tells that a task is outside of the selection, and refuses one that nothing lets go over", async () => {
  const world = await syncedWorld();
  const selection = { ...nothingAsked, projects: ["Work"] };
  world.machine.select(selection);
  const { mapping } = world.machine.config;
  await world.result(
    world.openRun({
      planOnly: false,
      jobs: 1,
      acceptsSelection: selectionText(selection, mapping),
    }, signal).then((run) => run[Symbol.asyncDispose]()),
  );
  const { outside, vikunjaId, pending } = await add(world);
  assert.deepEqual([outside, vikunjaId, pending], ["its project Home is not selected", null, []]);
  world.machine.rule({
    direction: { fromVikunja: ["Work"], fromTaskwarrior: [], otherEdits: "keep" },
    conflicts: world.machine.config.conflicts,
  });
  assert.deepEqual(
    await refusal(add(world, { uuid: null, title: "tea", changes: { project: "Work" } })),
    ["FORBIDDEN", "Cannot add the task: its project only comes from Vikunja"],
  );
  assert.equal(shown(world, "tea").here.length, 0);
});

Deno.test("addTask() is one operation of a command, and can be undone", async () => {
  const world = await syncedWorld();
  await add(world);
  const look = lookAtLog(world.machine.folder, world.time.runtime.now);
  const { operations } = historyAtOnce(look).list(everything);
  assert.equal(operations[0]?.kind, "command");
  const work = createTakingBack({ open: world.openRun, jobs: 1 });
  await world.result(
    work.takeBack(
      { target: { kind: "undo", of: null }, isPlan: false, looks: true, asOf: null },
      signal,
    ),
  );
  const { here, there } = shown(world, "Buy milk");
  assert.deepEqual([here.map(({ status }) => status), there], [["deleted"], []]);
});

Deno.test("addTask() waits for Taskwarrior where that cannot be written, by its name, and is made once", async () => {
  const world = await syncedWorld("2");
  const { taskwarrior, folder } = world.machine;
  taskwarrior.setRoom(0);
  const { pending, title } = await add(world);
  assert.deepEqual([pending, title], [["taskwarrior"], "Buy milk"]);
  const { reader } = lookAtLog(folder, world.time.runtime.now);
  assert.deepEqual(reader.pendingList().map(({ title }) => title), ["Buy milk"]);
  taskwarrior.setRoom(Infinity);
  assert.equal((await add(world)).isNew, false);
  await world.sync();
  const { here, there } = shown(world, "Buy milk");
  assert.deepEqual([here.length, there.length], [1, 1]);
});

Deno.test("addTask() takes what a hook made of the task for the task, without a conflict", async () => {
  const world = await syncedWorld();
  const { taskwarrior, folder } = world.machine;
  taskwarrior.setHook(sets("project", "Work"));
  const { pending, leftOut } = await add(world);
  assert.deepEqual([pending, leftOut], [[], []]);
  assert.deepEqual(shown(world, "Buy milk").there.map(({ project }) => project), ["Work"]);
  const { reader } = lookAtLog(folder, world.time.runtime.now);
  assert.equal(reader.conflictCount(), 0);
});
