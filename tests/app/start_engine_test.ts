import assert from "node:assert/strict";
import { startEngine } from "@/app/daemon/start_engine.ts";
import { startSimulatedProcess } from "@tests/simulation/process.ts";
import { portsOf } from "@tests/simulation/processes.ts";
import { runWorld } from "@tests/support/run_world.ts";

Deno.test("startEngine() lets a claim wait its turn in the mailbox that the engine keeps for the task", async () => {
  const { machine, time, result, ...world } = runWorld();
  const task = world.task("milk");
  await world.sync();
  const process = startSimulatedProcess(time, machine.folder);
  const running = await result(startEngine(portsOf(machine, process), machine.config, () => {}));
  const handled = Promise.withResolvers<void>();
  const turn = running.opened.engine.turns.take([task], () => handled.promise);
  let isAnswered = false;
  const claimed = running.claims.claimTask(task, { agent: "ada", forMs: 60_000 })
    .finally(() => isAnswered = true);
  await time.pass(1_000, () => isAnswered);
  assert.equal(isAnswered, false, "the engine is busy with the task");
  handled.resolve();
  await turn;
  assert.equal((await result(claimed)).ok, true);
  await result(running.stop());
});
