import assert from "node:assert/strict";
import type { Side } from "@/domain/task.ts";
import { statusOf } from "@/app/inspect.ts";
import { pickConflicts } from "@/app/pick.ts";
import { lookAtLog } from "@tests/simulation/process.ts";
import { type RunWorld, runWorld, signal } from "@tests/support/run_world.ts";

const titles = ["one", "two"];

/** Both titles changed on both sides, so that two are in conflict. */
async function inConflict(rule: (world: RunWorld) => void = () => {}): Promise<RunWorld> {
  const world = runWorld();
  rule(world);
  const uuids = titles.map((title) => world.task(title));
  await world.sync();
  for (const [at, uuid] of uuids.entries()) {
    const { taskwarrior, vikunja } = world.machine;
    const set = { description: `${titles[at]} here` };
    taskwarrior.person.run({ kind: "modify", uuid, set });
    const place = vikunja.tasks().findIndex(({ title }) => title === titles[at]);
    const task = (place + 0.5) / vikunja.tasks().length;
    const edit = { field: "title", value: `${titles[at]} there` } as const;
    vikunja.person.take({ kind: "edit", task, edit });
  }
  await world.sync();
  return world;
}

const log = (world: RunWorld) => lookAtLog(world.machine.folder, world.time.runtime.now).reader;
const there = (world: RunWorld) =>
  world.machine.vikunja.tasks().map(({ title }) => title).toSorted();
const here = (world: RunWorld) =>
  world.machine.taskwarrior.tasks().map(({ description }) => String(description)).toSorted();

/** As `status` says it. */
const undecided = (world: RunWorld) =>
  statusOf({ reader: log(world) }, { server: null, selection: [] }).undecided;

function picks(world: RunWorld, side: Side | null) {
  const rows = side === null ? log(world).pickedConflicts() : log(world).conflictList();
  const all = rows.map(({ id }) => ({ conflictId: id, side }));
  return world.result(pickConflicts(world.openRun, { picks: all, jobs: 1 }, signal));
}

Deno.test("pickConflicts() picks many after one look, takes them back, and keeps what lost in sight", async () => {
  const world = await inConflict();
  const before = there(world);
  assert.equal(log(world).conflictCount(), 2);
  const [kept] = log(world).conflictList();
  const lost = kept?.lost.side ?? "vikunja";
  assert.deepEqual((await picks(world, lost)).map(({ error }) => error), [null, null]);
  const chosen = lost === "vikunja" ? ["one there", "two there"] : ["one here", "two here"];
  assert.deepEqual([there(world), here(world)], [chosen, chosen]);
  assert.equal(log(world).conflictCount(), 0);
  assert.deepEqual(log(world).pickedConflicts().map(({ picked }) => picked), [lost, lost]);
  await picks(world, null);
  assert.deepEqual([there(world), here(world)], [before, before]);
  assert.equal(log(world).conflictCount(), 2);
});

for (const side of ["taskwarrior", "vikunja"] as const) {
  Deno.test(`pickConflicts() has both values again where people are asked and a pick (${side}) is taken back, and asks again`, async () => {
    const world = await inConflict((world) =>
      world.machine.rule({
        direction: null,
        conflicts: { winner: "ask", byField: {}, byProject: [] },
      })
    );
    const apart = [["one there", "two there"], ["one here", "two here"]];
    assert.deepEqual([there(world), here(world)], apart);
    const asked = log(world).conflictList().map(({ id }) => id);
    assert.equal(undecided(world), 2);
    await picks(world, side);
    assert.deepEqual(there(world), here(world));
    assert.equal(undecided(world), 0);
    await picks(world, null);
    await world.sync();
    assert.equal(undecided(world), 2);
    assert.deepEqual([there(world), here(world)], apart);
    assert.deepEqual(log(world).conflictList().map(({ id }) => id), asked);
    await picks(world, side);
    await world.sync();
    assert.deepEqual([there(world), here(world), log(world).conflictCount()], [
      apart[side === "vikunja" ? 0 : 1],
      apart[side === "vikunja" ? 0 : 1],
      0,
    ]);
  });
}

Deno.test("pickConflicts() tells of each that is not there any more, and picks the others", async () => {
  const world = await inConflict();
  const [first] = log(world).conflictList();
  const both = [{ conflictId: "none-1", side: "vikunja" as const }, {
    conflictId: first?.id ?? "",
    side: "vikunja" as const,
  }];
  const outcomes = await world.result(
    pickConflicts(world.openRun, { picks: both, jobs: 1 }, signal),
  );
  assert.match(outcomes[0]?.error ?? "", /no none-1/);
  assert.equal(outcomes[1]?.error, null);
});
