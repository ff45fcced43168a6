import assert from "node:assert/strict";
import type { StoredStep } from "@/engine/actor.ts";
import { linkIn } from "@/engine/log_links.ts";
import { EngineWorld } from "@tests/support/engine_world.ts";
import { plainRepresentation } from "@tests/support/pair_simulation.ts";

Deno.test("quiet() resolves when every task is linked and nothing is left to do", async () => {
  const world = new EngineWorld();
  world.addTasks("taskwarrior", 250);
  const life = world.live();
  life.postLooks();
  await life.engine.quiet();
  assert.equal(world.vikunja.tasks.size, 250);
  for (const id of world.streams()) assert.equal(world.state(id).vikunja.pending, null);
});

Deno.test("quiet() resolves at once where nothing was posted", async () => {
  await new EngineWorld().live().engine.quiet();
});

Deno.test("quiet() does not resolve while a write is under way", async () => {
  const world = new EngineWorld();
  world.addTasks("taskwarrior", 1);
  let release = () => {};
  const held = new Promise<void>((resolve) => release = resolve);
  let begun = () => {};
  const isBegun = new Promise<void>((resolve) => begun = resolve);
  const life = world.live({
    replica: (side) =>
      side === "vikunja"
        ? {
          beforeWrite: async () => {
            begun();
            await held;
          },
        }
        : {},
  });
  life.postLooks();
  let isQuiet = false;
  const quiet = life.engine.quiet().then(() => isQuiet = true);
  await isBegun;
  assert.equal(isQuiet, false);
  release();
  await quiet;
  assert.equal(world.state("0000-0").vikunjaId, 7);
});

Deno.test("writes of many tasks go out together, up to the batch size", async () => {
  const world = new EngineWorld();
  world.addTasks("taskwarrior", 250);
  const life = world.live({ maxBatch: 100, flushAt: 1_000 });
  life.postLooks();
  await life.engine.quiet();
  assert.deepEqual(life.batches.vikunja, [100, 100, 50]);
});

Deno.test("one poison task among a thousand is put aside with its reason, 999 arrive (trap T35)", async () => {
  const world = new EngineWorld();
  const ids = world.addTasks("taskwarrior", 1_000);
  const poison = ids[500] ?? "";
  const explode = {
    ...plainRepresentation,
    express: ((field, value, to, current, context) => {
      if (value === "task 500") throw new Error("cannot say this");
      return plainRepresentation.express(field, value, to, current, context);
    }) as typeof plainRepresentation.express,
  };
  const life = world.live({ policy: { representation: explode } });
  life.postLooks();
  await life.engine.quiet();
  assert.equal(world.vikunja.tasks.size, 999);
  const rejected = world.store.readStream(poison).map(({ event }) => event);
  assert.equal(rejected[0]?.type, "MessageRejected");
  assert.deepEqual(
    rejected[0]?.type === "MessageRejected" && rejected[0].data.reason,
    "cannot say this",
  );
  await world.live().sync();
  assert.equal(world.vikunja.tasks.size, 1_000);
});

Deno.test("a write that is refused for one task does not keep the others (trap T35)", async () => {
  const world = new EngineWorld();
  world.addTasks("taskwarrior", 100);
  const life = world.live({
    replica: () => ({
      fault: ({ push }) =>
        push.kind === "create" && push.task.title === "task 5" ? "refused" : "none",
    }),
  });
  await life.sync();
  assert.equal(world.vikunja.tasks.size, 99);
  assert.equal(world.state("0000-5").vikunja.pending?.dead, true);
  life.engine.post("0000-5", { type: "Resend", side: "vikunja" });
  await life.engine.quiet();
  assert.equal(world.vikunja.tasks.size, 99);
  const next = world.live();
  next.engine.post("0000-5", { type: "Resend", side: "vikunja", evenDead: true });
  await next.engine.quiet();
  assert.equal(world.vikunja.tasks.size, 100);
});

Deno.test("a push that is not wanted any more and has not begun is not written", async () => {
  const world = new EngineWorld();
  world.addTasks("taskwarrior", 1);
  await world.live().sync();
  world.pass(60);
  const task = world.taskwarrior.tasks.get("0000-0")?.task;
  assert.ok(task !== undefined);
  const life = world.live();
  const look = () =>
    life.engine.post("0000-0", {
      type: "Look",
      readings: [{ side: "taskwarrior", reading: world.taskwarrior.reading("0000-0") }],
    });
  const writes = world.vikunja.writes;
  world.taskwarrior.remove("0000-0");
  look();
  world.taskwarrior.add(task, "0000-0");
  look();
  await life.engine.quiet();
  assert.ok(world.vikunja.writes - writes <= 2);
  assert.equal(world.vikunja.tasks.size, 1);
});

Deno.test("two programs that undo each other's writes do not keep the engine turning for ever", async () => {
  const world = new EngineWorld();
  world.addTasks("taskwarrior", 2);
  await world.live().sync();
  world.pass(60);
  world.taskwarrior.edit("0000-0", { notes: "a" });
  world.taskwarrior.edit("0000-1", { title: "other" });
  let turns = 0;
  const life = world.live({
    replica: (side) => ({
      afterWrite: (writes) => {
        for (const { id } of writes) {
          if (id !== null && world[side].tasks.get(id)?.task.title === "task 0") {
            world[side].edit(id, { notes: `${side} ${turns++}` });
          }
        }
        return Promise.resolve();
      },
    }),
  });
  life.postLooks();
  await life.engine.quiet();
  assert.equal(
    world.vikunja.tasks.get(String(world.state("0000-1").vikunjaId))?.task.title,
    "other",
  );
  assert.ok(turns <= 31, `${turns} writes`);
});

Deno.test("a Vikunja task that two streams want goes to the first, and the other gets one of its own", async () => {
  const world = new EngineWorld();
  world.addTasks("vikunja", 1);
  const life = world.live();
  const reading = world.vikunja.reading("7");
  for (const streamId of ["first", "second"]) {
    life.engine.post(streamId, {
      type: "Look",
      readings: [{ side: "vikunja", reading }],
      link: { vikunjaId: 7, because: "created" },
    });
  }
  await life.engine.quiet();
  assert.equal(world.state("first").vikunjaId, 7);
  assert.equal(world.state("second").vikunjaId, null);
  assert.deepEqual([...world.taskwarrior.tasks.keys()], ["first"]);
});

Deno.test("takeUnsettled() names tasks that wait for another one's counterpart, once", async () => {
  const world = new EngineWorld();
  world.addTasks("taskwarrior", 2);
  world.taskwarrior.edit("0000-0", { depends: ["0000-1"] });
  const link = linkIn({
    streamOf: (id) => world.linkedTo(String(id)),
    vikunjaIdOf: (id) => world.state(id).vikunjaId,
    isOutside: () => false,
    presenceOf: () => "present",
  });
  const life = world.live({ link });
  life.postLooks();
  await life.engine.quiet();
  assert.deepEqual(life.engine.takeUnsettled(), ["0000-0"]);
  assert.deepEqual(life.engine.takeUnsettled(), []);
  life.engine.post("0000-0", { type: "Look", readings: [] });
  await life.engine.quiet();
  const remote = world.vikunja.tasks.get(String(world.state("0000-0").vikunjaId));
  assert.deepEqual(remote?.task.depends, [String(world.state("0000-1").vikunjaId)]);
});

Deno.test("linkIn() has no counterpart in Vikunja for a task that is gone there", () => {
  const linkWhere = (presence: string) =>
    linkIn({
      streamOf: () => "0000-1",
      vikunjaIdOf: () => 3,
      isOutside: () => false,
      presenceOf: (_, side) => side === "vikunja" ? presence : "present",
    })({ side: "taskwarrior", id: "0000-1" });
  assert.equal(linkWhere("present").ids.vikunja, "3");
  for (const gone of ["missing", "deleted"]) assert.equal(linkWhere(gone).ids.vikunja, null);
  assert.equal(linkWhere("missing").isInTaskwarrior, true);
});

Deno.test("onStored is told of every step in the order of the stream", async () => {
  const world = new EngineWorld();
  world.addTasks("taskwarrior", 20);
  const steps: StoredStep[] = [];
  const life = world.live({ onStored: (step) => void steps.push(step) });
  await life.sync();
  const versions = new Map<string, number>();
  for (const { before, after } of steps) {
    assert.equal(before.version, versions.get(before.streamId) ?? 0);
    versions.set(after.streamId, after.version);
  }
  for (const [streamId, version] of versions) {
    assert.equal(world.store.streamVersion(streamId), version);
  }
});
