import assert from "node:assert/strict";
import fc from "fast-check";
import { SyncError } from "@/domain/errors.ts";
import type { Side, Task } from "@/domain/task.ts";
import { foresee } from "@/engine/foresight.ts";
import type { StoredStep } from "@/engine/actor.ts";
import type { TaskMessage } from "@/engine/message.ts";
import { type PairSimulation, policyAt } from "@tests/support/pair_simulation.ts";
import { done, side, started, take } from "@tests/support/random_steps.ts";

/** Ids of comments are given by the sides. */
function values(task: Task | null | undefined) {
  if (task == null) return null;
  const { comments, doneAt: _, ...others } = task;
  return { ...others, comments: comments.map(({ text }) => text).toSorted() };
}

function foreseen(sim: PairSimulation, streamId: string, message: TaskMessage) {
  const policy = { ...policyAt(sim.now()), ...sim.policy };
  const lookups = { link: sim.link, pair: (id: string) => sim.state(id) };
  return foresee(sim.state(streamId), message, { policy, ...lookups });
}

function endOf(sim: PairSimulation, streamId: string, steps: readonly StoredStep[]) {
  const own = steps.filter(({ after }) => after.streamId === streamId).at(-1);
  const state = own?.after ?? sim.state(streamId);
  const on = (side: Side) => {
    const { presence, task } = state[side];
    return presence === "present" ? values(task) : null;
  };
  return { taskwarrior: on("taskwarrior"), vikunja: on("vikunja") };
}

function nowOn(sim: PairSimulation, streamId: string) {
  const state = sim.state(streamId);
  const on = (side: Side) => values(sim[side].tasks.get(sim.idOn(state, side) ?? "")?.task);
  return { taskwarrior: on("taskwarrior"), vikunja: on("vikunja") };
}

Deno.test("foresee() tells of a pick what both sides hold once it is carried out", () => {
  let count = 0;
  const round = fc.array(done, { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(side, fc.array(round, { maxLength: 3 }), side, (origin, rounds, chosen) => {
      const run = started(origin);
      const { sim } = run;
      sim.unknown.clear();
      for (const steps of rounds) {
        for (const step of steps) take(run, step);
        sim.rest();
      }
      for (const { streamId, conflicts } of [...sim.states.values()]) {
        for (const { id } of conflicts) {
          const message = { type: "PickConflict", conflictId: id, side: chosen } as const;
          const told = refusalOf(() => foreseen(sim, streamId, message));
          const refused = refusalOf(() => sim.apply(streamId, message));
          assert.equal(told instanceof SyncError, refused instanceof SyncError);
          if (told instanceof SyncError) continue;
          count++;
          const end = endOf(sim, streamId, told);
          sim.rest();
          assert.deepEqual(end, nowOn(sim, streamId));
        }
      }
    }),
    { numRuns: Number(Deno.env.get("RUNS") ?? 150) },
  );
  assert.ok(count > 0);
});

function refusalOf<T>(work: () => T): T | SyncError {
  try {
    return work();
  } catch (thrown) {
    if (thrown instanceof SyncError) return thrown;
    throw thrown;
  }
}
