import assert from "node:assert/strict";
import { historyAtOnce } from "@tests/support/history_at_once.ts";
import { isUndoable } from "@/domain/operation.ts";
import { everything } from "@/ports/history.ts";
import { createTakingBack } from "@/app/taking_back/take_back.ts";
import { isDone, takenBackLines } from "@/words/take_back_text.ts";
import { withConflicts } from "@tests/support/inbox_world.ts";
import { lookAtLog } from "@tests/simulation/process.ts";
import { type RunWorld, runWorld, signal } from "@tests/support/run_world.ts";
import { takeBackIn as takeBack, undo } from "@tests/support/take_back_in.ts";

const redo = { kind: "redo", of: null } as const;

function rename(world: RunWorld, uuid: string, title: string): void {
  world.machine.taskwarrior.person.run({ kind: "modify", uuid, set: { description: title } });
}

function titles({ shown }: RunWorld): readonly (readonly string[])[] {
  return [shown("taskwarrior"), shown("vikunja")].map((tasks) =>
    [...tasks.values()].map(({ title }) => title).toSorted()
  );
}

function assertBoth(world: RunWorld, ...expected: readonly string[]): void {
  assert.deepEqual(titles(world), [expected, expected]);
}

Deno.test("takeBack() undoes one operation after the other, and redoes them in turn", async () => {
  const world = runWorld();
  const uuid = world.task("one");
  await world.sync();
  for (const title of ["two", "three"]) {
    rename(world, uuid, title);
    await world.sync();
  }
  await takeBack(world, undo);
  assertBoth(world, "two");
  await takeBack(world, undo);
  assertBoth(world, "one");
  await takeBack(world, redo);
  assertBoth(world, "two");
  await takeBack(world, redo);
  assertBoth(world, "three");
  await takeBack(world, undo);
  assertBoth(world, "two");
});

Deno.test("takeBack() takes nothing away that was there before the first sync, and says that there is nothing", async () => {
  const world = runWorld();
  world.task("milk");
  world.serverTask("bread");
  await world.sync();
  const { of, tasks, operation } = await takeBack(world, undo);
  assert.deepEqual([of, tasks, operation], [null, [], null]);
  const named =
    historyAtOnce(lookAtLog(world.machine.folder, world.time.runtime.now)).list(everything)
      .operations;
  for (const { position, kind } of named.filter((each) => isUndoable(each.kind))) {
    const { tasks, operation } = await takeBack(world, { kind: "undo", of: position });
    const because = tasks.flatMap(({ kept }) => kept.map((each) => each.because));
    assert.deepEqual([operation, new Set(because)], [null, new Set(["there before"])], kind);
  }
  assertBoth(world, "bread", "milk");
  world.task("new");
  await world.sync();
  await takeBack(world, undo);
  assertBoth(world, "bread", "milk");
});

Deno.test("takeBack() names what was edited since by whoever did it, and does the rest of the move", async () => {
  const world = runWorld();
  const [milk, bread] = [world.task("milk"), world.task("bread")];
  await world.sync();
  for (const uuid of [milk, bread]) {
    world.machine.taskwarrior.person.run({ kind: "modify", uuid, set: { priority: "H" } });
  }
  await world.sync();
  const all = await takeBack(world, {
    kind: "restore",
    at: "@-2",
    tasks: [],
    project: null,
    exact: false,
  });
  assert.equal(all.tasks.filter(isDone).length, 2);
  const id = world.machine.vikunja.tasks().findIndex(({ title }) => title === "milk");
  const task = (id + 0.5) / world.machine.vikunja.tasks().length;
  world.machine.vikunja.person.take({ kind: "edit", task, edit: { field: "priority", value: 2 } });
  const back = await takeBack(world, { kind: "undo", of: all.operation });
  const kept = back.tasks.flatMap((each) =>
    each.kept.map(({ side, value }) => [each.title, side, value])
  );
  assert.deepEqual(kept, [["milk", "vikunja", 2]]);
  assert.deepEqual(back.tasks.filter(isDone).map(({ title }) => title), ["bread"]);
  const again = await takeBack(world, { kind: "undo", of: all.operation });
  assert.equal(again.operation, null, "what is left of it stays kept");
});

Deno.test("takeBack() opens a conflict again that was answered by keeping what stands, and says so before", async () => {
  const world = await withConflicts("milk");
  const [item] = (await world.look()).items;
  const [kept] = await world.act({ id: item?.id ?? "", choice: "keep" });
  const before = world.titles();
  const target = { kind: "undo", of: kept?.operation ?? 0 } as const;
  const work = createTakingBack({ open: world.openRun, jobs: 1 });
  const asked = { target, looks: false, asOf: null };
  const plan = await world.result(work.takeBack({ ...asked, isPlan: true }, signal));
  assert.deepEqual(takenBackLines(plan.tasks, new Date(0)), [
    `${JSON.stringify(plan.tasks[0]?.title)}: the conflict is open again`,
  ]);
  const { operation } = await world.result(work.takeBack({ ...asked, isPlan: false }, signal));
  assert.ok(operation !== null);
  assert.deepEqual([(await world.look()).total, world.titles()], [1, before]);
  for (const [move, waiting] of [[redo, 0], [undo, 1], [redo, 0]] as const) {
    await takeBack(world, move);
    assert.deepEqual([(await world.look()).total, world.titles()], [waiting, before]);
  }
});

Deno.test("takeBack() has deleted tasks again, and takes away what was made since only where that is asked for", async () => {
  const world = runWorld();
  const milk = world.task("milk");
  world.task("bread");
  await world.sync();
  rename(world, milk, "oat milk");
  await world.sync();
  world.machine.taskwarrior.person.run({ kind: "delete", uuid: milk });
  await world.time.pass(2_000);
  world.task("new");
  await world.sync();
  const restore = { kind: "restore", at: "@-2", tasks: [], project: null } as const;
  await takeBack(world, { ...restore, exact: false });
  assertBoth(world, "bread", "new", "oat milk");
  await takeBack(world, { ...restore, at: "@-3", exact: true });
  assertBoth(world, "bread", "oat milk");
});

Deno.test("takeBack() wants the operation named where a side is away, and then waits with its part", async () => {
  const world = runWorld();
  const uuid = world.task("one");
  await world.sync();
  rename(world, uuid, "two");
  await world.sync();
  const { network } = world.machine.vikunja;
  const calm = network.fate;
  network.fate = () => ({ kind: "refused", latencyMs: 1 });
  await assert.rejects(takeBack(world, undo), { code: "SERVER_UNAVAILABLE", retryable: true });
  const log = lookAtLog(world.machine.folder, world.time.runtime.now);
  const [last] = historyAtOnce(log).back(null);
  assert.ok(last);
  const { tasks: [task] } = await takeBack(world, { kind: "undo", of: last.position });
  assert.deepEqual(task?.pending, ["vikunja"]);
  network.fate = calm;
  await world.sync();
  assertBoth(world, "one");
});

Deno.test("takeBack() has a task again that another one waited for, with that, and not what only followed from its going", async () => {
  const world = runWorld();
  const [milk, shop] = [world.task("milk"), world.task("shop")];
  const { taskwarrior, vikunja } = world.machine;
  taskwarrior.person.run({ kind: "modify", uuid: milk, set: { depends: [shop] } });
  await world.sync();
  taskwarrior.person.run({ kind: "delete", uuid: shop });
  await world.sync();
  await world.sync();
  const { tasks } = await takeBack(world, undo);
  assert.deepEqual(tasks.map(({ title, becomes }) => [title, becomes]), [["shop", "again"]]);
  await world.sync();
  const id = (title: string) => vikunja.tasks().find((task) => task.title === title)?.id;
  const waiting = vikunja.tasks().find(({ title }) => title === "milk");
  assert.deepEqual(waiting?.blockedBy, [id("shop")]);
});

for (const winner of ["taskwarrior", "vikunja"] as const) {
  Deno.test(`takeBack() names the side whose edit stands where both edited since, in whatever order they are read: ${winner}`, async () => {
    const world = runWorld();
    const uuid = world.task("one");
    await world.sync();
    rename(world, uuid, "two");
    await world.sync();
    const [done] = historyAtOnce(lookAtLog(world.machine.folder, world.time.runtime.now)).back(
      null,
    );
    const edits = {
      taskwarrior: () => rename(world, uuid, "here"),
      vikunja: () =>
        world.machine.vikunja.person.take({
          kind: "edit",
          task: 0,
          edit: { field: "title", value: "there" },
        }),
    };
    await world.time.pass(5_000);
    edits[winner === "vikunja" ? "taskwarrior" : "vikunja"]();
    await world.time.pass(5_000);
    edits[winner]();
    await world.sync();
    const title = winner === "vikunja" ? "there" : "here";
    assertBoth(world, title);
    const { tasks: [task] } = await takeBack(world, { kind: "undo", of: done?.position ?? 0 });
    assert.deepEqual(task?.kept.map(({ side, value }) => [side, value]), [[winner, title]]);
  });
}
