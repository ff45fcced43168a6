import assert from "node:assert/strict";
import type { HeldAnswer } from "@/domain/decide/commands.ts";
import { SyncError } from "@/domain/errors.ts";
import type { Side } from "@/domain/task.ts";
import { answerHeld } from "@/app/held.ts";
import { historyAtOnce } from "@tests/support/history_at_once.ts";
import { createManualSync } from "@/app/manual_sync.ts";
import { lookAtLog } from "@tests/simulation/process.ts";
import { nothingAsked } from "@/config/selection_config.ts";
import type { TakeBackTarget } from "@/ports/take_back.ts";
import { type RunWorld, runWorld, signal } from "@tests/support/run_world.ts";
import { takeBackIn } from "@tests/support/take_back_in.ts";

const count = 6;
const titles = Array.from({ length: count }, (_, n) => `task ${n}`);

function open(world: RunWorld, title: string) {
  return {
    here: world.machine.taskwarrior.tasks().find(({ description }) => description === title),
    there: world.machine.vikunja.tasks().find((task) => task.title === title),
  };
}

function remove(world: RunWorld, side: Side, title: string): void {
  const { here, there } = open(world, title);
  if (side === "taskwarrior") {
    world.machine.taskwarrior.person.run({ kind: "delete", uuid: here?.uuid ?? "" });
  } else {
    const tasks = world.machine.vikunja.tasks();
    const place = (tasks.findIndex(({ id }) => id === there?.id) + 0.5) / tasks.length;
    world.machine.vikunja.person.take({ kind: "delete", task: place });
  }
}

const pending = (world: RunWorld) =>
  world.machine.taskwarrior.tasks().filter(({ status }) => status === "pending")
    .map(({ description }) => description).toSorted();
const there = (world: RunWorld) =>
  world.machine.vikunja.tasks().map(({ title }) => title).toSorted();
const log = (world: RunWorld) => lookAtLog(world.machine.folder, world.time.runtime.now).reader;

const answer = (world: RunWorld, given: HeldAnswer, tasks: readonly string[] | null = null) =>
  world.result(answerHeld({ open: world.openRun, jobs: 1 }, { answer: given, tasks }, signal));

function syncOnce(world: RunWorld, allowMassDelete = false, projects: readonly string[] = []) {
  const options = { projects, full: true, jobs: 1, allowMassDelete };
  return world.result(createManualSync(world.openRun).run(options, () => {}, signal));
}

/** Linked tasks of which all went from one side at once. */
async function allGone(side: Side, projectOfFirst: string | null = null): Promise<RunWorld> {
  const world = runWorld();
  for (const title of titles) world.task(title);
  await world.sync();
  if (projectOfFirst !== null) {
    const uuid = open(world, "task 0").here?.uuid ?? "";
    world.machine.taskwarrior.person.run({
      kind: "modify",
      uuid,
      set: { project: projectOfFirst },
    });
    await world.sync();
  }
  for (const title of titles) remove(world, side, title);
  return world;
}

for (const side of ["taskwarrior", "vikunja"] as const) {
  const kept = (world: RunWorld) => side === "taskwarrior" ? there(world) : pending(world);
  const gone = (world: RunWorld) => side === "taskwarrior" ? pending(world) : there(world);

  Deno.test(`P1 sync holds the deletions where all is gone from ${side}, does all else, and says so each time`, async () => {
    const world = await allGone(side);
    world.task("new here");
    world.serverTask("new there");
    for (let run = 0; run < 2; run++) {
      const summary = await syncOnce(world);
      assert.equal(summary.held, count);
      assert.match(summary.warnings.join("\n"), /MASS_DELETE.*`held`.*--allow-mass-delete/);
      assert.deepEqual(kept(world), ["new here", "new there", ...titles]);
      assert.deepEqual(gone(world), ["new here", "new there"]);
      assert.deepEqual(
        log(world).heldList().map(({ title, side: of }) => [title, of]).toSorted(),
        titles.map((title) => [title, side]),
      );
    }
  });

  Deno.test(`P1 held let-go carries the deletions in ${side} over, of one task or of all`, async () => {
    const world = await allGone(side);
    await world.sync();
    const [first] = log(world).heldList();
    assert.deepEqual(await answer(world, "let go", [first?.task ?? ""]), [first]);
    assert.deepEqual(kept(world), titles.slice(1));
    assert.equal((await answer(world, "let go")).length, count - 1);
    assert.deepEqual(kept(world), []);
    assert.deepEqual(log(world).heldList(), []);
    const { held, deleted } = await syncOnce(world);
    assert.deepEqual({ held, deleted }, {
      held: undefined,
      deleted: { taskwarrior: 0, vikunja: 0 },
    });
  });

  Deno.test(`P1 held bring-back makes the tasks again in ${side} as they are now, and links them`, async () => {
    const world = await allGone(side);
    await world.sync();
    const uuids = new Set(world.machine.taskwarrior.tasks().map(({ uuid }) => uuid));
    assert.equal((await answer(world, "bring back")).length, count);
    assert.deepEqual(gone(world), titles);
    assert.deepEqual(kept(world), titles);
    const after = await syncOnce(world);
    assert.deepEqual([after.linked, after.held, after.conflicts], [count, undefined, 0]);
    assert.deepEqual(new Set(world.machine.taskwarrior.tasks().map(({ uuid }) => uuid)), uuids);
    const none = { taskwarrior: 0, vikunja: 0 };
    assert.deepEqual([after.created, after.updated, after.deleted], [none, none, none]);
  });
}

for (const side of ["taskwarrior", "vikunja"] as const) {
  const gone = (world: RunWorld) => side === "taskwarrior" ? pending(world) : there(world);
  const kept = (world: RunWorld) => side === "taskwarrior" ? there(world) : pending(world);

  Deno.test(`P1 held bring-back in ${side} is taken back by undo: what is untouched since goes there again and is asked about`, async () => {
    const world = await allGone(side);
    await world.sync();
    await answer(world, "bring back");
    const { here, there: task } = open(world, "task 0");
    if (side === "taskwarrior") {
      const set = { description: "edited" };
      world.machine.taskwarrior.person.run({ kind: "modify", uuid: here?.uuid ?? "", set });
    } else {
      const tasks = world.machine.vikunja.tasks();
      const place = (tasks.findIndex(({ id }) => id === task?.id) + 0.5) / tasks.length;
      const edit = { field: "title", value: "edited" } as const;
      world.machine.vikunja.person.take({ kind: "edit", task: place, edit });
    }
    const { tasks } = await takeBackIn(world, await lastHeld(world));
    const asked = tasks.filter(({ becomes }) => becomes === "asked").map(({ title }) => title);
    assert.deepEqual(asked.toSorted(), titles.slice(1));
    assert.deepEqual(gone(world), ["edited"]);
    assert.deepEqual(kept(world), ["edited", ...titles.slice(1)]);
    assert.equal((await syncOnce(world)).held, count - 1);
    assert.deepEqual(kept(world), ["edited", ...titles.slice(1)]);
    const redone = await takeBackIn(world, { kind: "redo", of: null });
    assert.equal(redone.tasks.length, count - 1);
    assert.deepEqual([gone(world), log(world).heldList()], [kept(world), []]);
  });
}

Deno.test("P1 a restore that had tasks again whose deletion was held is taken back by undo, with all that it changed", async () => {
  const world = runWorld();
  for (const title of titles) world.task(title);
  await world.sync();
  const { here } = open(world, "task 0");
  world.machine.taskwarrior.person.run({
    kind: "modify",
    uuid: here?.uuid ?? "",
    set: { description: "task 9" },
  });
  await world.sync();
  for (const title of [...titles.slice(1), "task 9"]) remove(world, "taskwarrior", title);
  await world.sync();
  const then = { kind: "restore", at: "@-7", tasks: [], project: null, exact: false } as const;
  const { operation } = await takeBackIn(world, then);
  assert.deepEqual([pending(world), there(world)], [titles, titles]);
  await takeBackIn(world, { kind: "undo", of: operation });
  const before = [...titles.slice(1), "task 9"];
  assert.deepEqual([pending(world), there(world)], [[], before]);
  assert.equal((await syncOnce(world)).held, count);
});

async function lastHeld(world: RunWorld): Promise<TakeBackTarget> {
  await world.sync();
  const history = historyAtOnce(lookAtLog(world.machine.folder, world.time.runtime.now));
  const found = [...history.back(null)].find(({ kind }) => kind === "held");
  return { kind: "undo", of: found?.position ?? 0 };
}

Deno.test("P1 sync --allow-mass-delete lets go what is held", async () => {
  const world = await allGone("vikunja");
  await world.sync();
  const summary = await syncOnce(world, true);
  assert.equal(summary.held, undefined);
  assert.deepEqual(pending(world), []);
});

Deno.test("P1 what is edited while its deletion is held waits with it, and is made again in place of going", async () => {
  const world = await allGone("vikunja");
  await world.sync();
  const { here } = open(world, "task 0");
  world.machine.taskwarrior.person.run({
    kind: "modify",
    uuid: here?.uuid ?? "",
    set: { description: "task 0, edited" },
  });
  const { held } = await syncOnce(world);
  assert.equal(held, count);
  assert.deepEqual(there(world), []);
  await answer(world, "let go");
  assert.deepEqual(there(world), ["task 0, edited"]);
  assert.deepEqual(pending(world), ["task 0, edited"]);
  assert.equal(log(world).conflictCount(), 1);
});

Deno.test("P1 a deletion that is held ends by itself where the task went on the other side too", async () => {
  const world = await allGone("vikunja");
  await world.sync();
  for (const title of titles) remove(world, "taskwarrior", title);
  const { held, failed, conflicts } = await syncOnce(world);
  assert.deepEqual([held, failed, conflicts], [undefined, 0, 0]);
  assert.deepEqual(log(world).heldList(), []);
});

Deno.test("P1 a deletion that comes while others are held is held with them", async () => {
  const world = runWorld();
  for (let n = 0; n < 30; n++) world.task(`task ${n}`);
  await world.sync();
  for (let n = 0; n < 11; n++) remove(world, "vikunja", `task ${n}`);
  assert.equal((await syncOnce(world)).held, 11);
  remove(world, "vikunja", "task 20");
  assert.equal((await syncOnce(world)).held, 12);
  await answer(world, "let go");
  remove(world, "vikunja", "task 21");
  assert.equal((await syncOnce(world)).held, undefined);
  assert.equal(pending(world).length, 30 - 13);
});

Deno.test("P1 a task that was brought back and is deleted once more goes", async () => {
  const world = await allGone("vikunja");
  await world.sync();
  await answer(world, "bring back");
  remove(world, "vikunja", "task 3");
  await world.sync();
  assert.deepEqual(pending(world), titles.filter((title) => title !== "task 3"));
});

for (const side of ["taskwarrior", "vikunja"] as const) {
  Deno.test(`P1 sync --project holds all that is gone from ${side} where that is too much, and lets go its own project alone`, async () => {
    const world = await allGone(side, "House");
    const { held } = await syncOnce(world, false, ["House"]);
    const gone = side === "taskwarrior" ? pending(world) : there(world);
    const kept = side === "taskwarrior" ? there(world) : pending(world);
    assert.deepEqual(gone, []);
    assert.deepEqual(kept, titles);
    assert.equal(held, count);
    const letGo = await syncOnce(world, true, ["House"]);
    assert.equal(letGo.held, count - 1);
    assert.deepEqual(side === "taskwarrior" ? there(world) : pending(world), titles.slice(1));
  });
}

for (const { left, isHeld } of [{ left: 0, isHeld: true }, { left: 1, isHeld: false }]) {
  Deno.test(`P1 with one task selected and ${left} others left, its deletion is ${isHeld ? "held" : "carried over"}`, async () => {
    const world = runWorld();
    for (const title of titles) world.task(title);
    world.serverTask("selected");
    await world.sync();
    const { here } = open(world, "selected");
    const set = { project: "House" };
    world.machine.taskwarrior.person.run({ kind: "modify", uuid: here?.uuid ?? "", set });
    await world.sync();
    await world.result(world.program.select({ ...nothingAsked, projects: ["House"] }));
    for (const title of ["selected", ...titles.slice(left)]) remove(world, "taskwarrior", title);
    await world.sync();
    assert.deepEqual(log(world).heldList().map(({ title }) => title), isHeld ? ["selected"] : []);
    assert.deepEqual(there(world), isHeld ? ["selected", ...titles] : titles);
  });
}

Deno.test("answerHeld() carries out what it can, and throws what an answer was refused with", async () => {
  const world = await allGone("taskwarrior");
  await syncOnce(world);
  const [first, ...others] = log(world).heldList();
  const full = new SyncError("DISK_FULL", "Cannot append");
  const openRun: typeof world.openRun = async (...given) => {
    const run = await world.openRun(...given);
    const ask: typeof run.engine.ask = (task, message) =>
      task === first?.task ? Promise.reject(full) : run.engine.ask(task, message);
    return { ...run, engine: { ...run.engine, ask } };
  };
  const answered = answerHeld(
    { open: openRun, jobs: 1 },
    { answer: "bring back", tasks: null },
    signal,
  );
  await assert.rejects(world.result(answered), full);
  assert.deepEqual(pending(world), others.map(({ title }) => title).toSorted());
  assert.deepEqual(log(world).heldList().map(({ task }) => task), [first?.task]);
});
