import assert from "node:assert/strict";
import type { SideTask, TaskMessage } from "@/engine/message.ts";
import type { SimulatedSide } from "@tests/support/simulated_side.ts";
import { EngineWorld } from "@tests/support/engine_world.ts";

function lookAt(side: SimulatedSide, id: string): TaskMessage {
  return { type: "Look", readings: [{ side: side.side, reading: side.reading(id) }] };
}

/** Two linked tasks, and a life whose writes to Vikunja wait. */
async function agreedWorld() {
  const world = new EngineWorld();
  world.addTasks("taskwarrior", 2);
  await world.live().sync();
  world.pass(60);
  const gate = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const life = world.live({
    replica: (side) =>
      side === "taskwarrior" ? {} : {
        beforeWrite: () => {
          begun.resolve();
          return gate.promise;
        },
      },
  });
  const vikunjaId = String(world.state("0000-0").vikunjaId);
  return { world, life, gate, begun, vikunjaId };
}

Deno.test("a reading that a write of ours overlapped is not taken for an edit, and is told of", async () => {
  const { world, life, gate, begun, vikunjaId } = await agreedWorld();
  const overtaken: SideTask[] = [];
  using reading = life.engine.beginReading();
  const before = lookAt(world.vikunja, vikunjaId);
  world.taskwarrior.edit("0000-0", { title: "newer" });
  life.engine.post("0000-0", lookAt(world.taskwarrior, "0000-0"));
  await begun.promise;
  const posted = {
    readAt: reading.at,
    onOvertaken: (task: SideTask) => void overtaken.push(task),
  };
  await life.engine.ask("0000-0", before, posted);
  assert.equal(overtaken.length, 1);
  gate.resolve();
  await life.engine.quiet();
  await life.engine.ask("0000-0", before, posted);
  assert.equal(overtaken.length, 2);
  assert.deepEqual(overtaken[0], { streamId: "0000-0", side: "vikunja", id: vikunjaId });
  assert.equal(world.vikunja.tasks.get(vikunjaId)?.task.title, "newer");
  assert.equal(world.taskwarrior.tasks.get("0000-0")?.task.title, "newer");
});

Deno.test("the older of two readings that overlapped does not set the task back", async () => {
  const { world, life, gate } = await agreedWorld();
  gate.resolve();
  const overtaken: SideTask[] = [];
  using slow = life.engine.beginReading();
  const older = lookAt(world.taskwarrior, "0000-0");
  world.taskwarrior.edit("0000-0", { title: "newer" });
  using quick = life.engine.beginReading();
  await life.engine.ask("0000-0", lookAt(world.taskwarrior, "0000-0"), { readAt: quick.at });
  await life.engine.ask("0000-0", older, {
    readAt: slow.at,
    onOvertaken: (task) => void overtaken.push(task),
  });
  await life.engine.quiet();
  assert.equal(overtaken.length, 1);
  const { vikunjaId } = world.state("0000-0");
  assert.equal(world.vikunja.tasks.get(String(vikunjaId))?.task.title, "newer");
});

Deno.test("a task is looked at and written while the write of another one hangs", async () => {
  const world = new EngineWorld();
  world.addTasks("taskwarrior", 2);
  await world.live().sync();
  world.pass(60);
  const hangs = new Promise<void>(() => {});
  const life = world.live({
    maxCalls: 2,
    replica: () => ({
      beforeWrite: (writes) =>
        writes.some(({ key }) => key.startsWith("0000-0")) ? hangs : Promise.resolve(),
    }),
  });
  for (const [index, id] of ["0000-0", "0000-1"].entries()) {
    world.taskwarrior.edit(id, { title: `${id} edited` });
    await life.engine.ask(id, lookAt(world.taskwarrior, id), { rank: "now" });
    while (life.batches.vikunja.length === index) await Promise.resolve();
  }
  while (!life.engine.isAtRest("0000-1")) await Promise.resolve();
  const { vikunjaId } = world.state("0000-1");
  assert.equal(world.vikunja.tasks.get(String(vikunjaId))?.task.title, "0000-1 edited");
  assert.deepEqual(life.engine.underWay("0000-0"), ["vikunja"]);
});
