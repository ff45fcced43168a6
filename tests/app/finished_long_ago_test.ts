import assert from "node:assert/strict";
import { createManualSync } from "@/app/manual_sync.ts";
import { startEngine } from "@/app/daemon/start_engine.ts";
import { startSimulatedProcess } from "@tests/simulation/process.ts";
import { portsOf } from "@tests/simulation/processes.ts";
import { runWorld, signal } from "@tests/support/run_world.ts";

const wanted = { projects: [], full: false, jobs: 4, allowMassDelete: false };

/** Finished on both sides a hundred days ago, and one that is open. */
async function oldWorld() {
  const world = runWorld();
  world.machine.taskwarrior.person.run({ kind: "done", uuid: world.task("old here") });
  world.serverTask("old there");
  world.machine.vikunja.person.take({
    kind: "edit",
    task: 0,
    edit: { field: "done", value: true },
  });
  await world.time.pass(100 * 86_400_000);
  world.task("open");
  const sync = createManualSync(world.openRun);
  return { world, sync };
}

Deno.test("plan() counts what would be made though it was finished long ago", async () => {
  const { world, sync } = await oldWorld();
  const { changes, finishedLongAgo } = await world.result(sync.plan(wanted, () => {}, signal));
  assert.equal(changes.filter(({ action }) => action === "create").length, 3);
  assert.equal(finishedLongAgo, 2);
});

Deno.test("run() says once that tasks finished long ago went over, since nobody was asked", async () => {
  const { world, sync } = await oldWorld();
  const run = () => world.result(sync.run(wanted, () => {}, signal));
  const { created, notes } = await run();
  assert.deepEqual(created, { taskwarrior: 1, vikunja: 2 });
  assert.match(notes?.join() ?? "", /^2 tasks that were finished more than 90d ago went over/);
  assert.equal((await run()).notes, undefined);
});

Deno.test("serve says what sync says, once its first look has handed all of it out, and only at first contact", async () => {
  const { world: { machine, time, result, ...world } } = await oldWorld();
  async function serve(): Promise<readonly string[]> {
    const warned: string[] = [];
    const process = startSimulatedProcess(time, machine.folder);
    const ports = portsOf(machine, process);
    const asking = { ...ports.asking, warn: (line: string) => void warned.push(line) };
    let isLooked = false;
    const running = await result(
      startEngine({ ...ports, asking }, machine.config, () => isLooked = true),
    );
    await time.pass(60_000, () => isLooked);
    await result(running.stop());
    return warned.filter((line) => line.includes("long ago") || line.includes("90d ago"));
  }
  const [said, ...more] = await serve();
  assert.match(said ?? "", /^2 tasks that were finished more than 90d ago went over as well; with/);
  assert.deepEqual([more, await serve()], [[], []]);
  assert.equal(world.shown("taskwarrior").size, 3);
});
