import assert from "node:assert/strict";
import fc from "fast-check";
import type { ConflictRules, WinnerRule } from "@/domain/conflict_rules.ts";
import { closedBecause } from "@/domain/direction.ts";
import type { Directions } from "@/domain/directions.ts";
import { evolve } from "@/domain/evolve.ts";
import type { Policy, RunPolicy } from "@/domain/policy.ts";
import { emptyPair } from "@/domain/state.ts";
import { type Side, sides } from "@/domain/task.ts";
import { PairSimulation, policyAt } from "@tests/support/pair_simulation.ts";
import { selecting } from "@tests/support/selecting.ts";

const side = fc.constantFrom<Side>(...sides);
const project = fc.constantFrom(["Work"], ["Home"], ["Home", "Roof"]);
const rule = fc.constantFrom<WinnerRule>("newer", "vikunja", "taskwarrior", "ask");
const patterns = fc.subarray([["Work"], ["Home"], ["Home", "*"]]);

const policies: fc.Arbitrary<Partial<RunPolicy>> = fc.record({
  selection: fc.option(
    fc.record({
      projects: patterns,
      excludeProjects: fc.subarray([["Home", "Roof"]]),
      labels: fc.subarray(["a"]),
      excludeLabels: fc.subarray(["b"]),
    }).map((some) => selecting(some).selection),
  ),
  directions: fc.option(fc.record<Directions>({
    fromVikunja: patterns,
    fromTaskwarrior: fc.subarray([["Work"]]),
    otherEdits: fc.constantFrom("keep", "put-back"),
  })),
  conflicts: fc.option(fc.record<ConflictRules>({
    byField: fc.record({ title: rule }, { requiredKeys: [] }),
    byProject: fc.constant([]),
    rule,
  })),
}, { noNullPrototype: true }).map((some) =>
  Object.fromEntries(Object.entries(some).filter(([, value]) => value !== null))
);

const change = fc.oneof(
  fc.constantFrom("tea", "milk", "rent").map((title) => ({ title })),
  fc.constantFrom("", "one", "one\ntwo").map((notes) => ({ notes })),
  project.map((path) => ({ project: path })),
  fc.subarray(["a", "b", "c"]).map((labels) => ({ labels })),
  fc.boolean().map((done) => ({ done })),
);

type Step = (sim: PairSimulation) => void;

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(side, project).map(([on, path]): Step => (sim) => void sim.add(on, { project: path })),
  {
    weight: 5,
    arbitrary: fc.tuple(side, fc.nat(), change).map(([on, which, its]): Step => (sim) => {
      const ids = [...sim[on].tasks.keys()];
      if (ids.length > 0) sim[on].edit(ids[which % ids.length] ?? "", its);
    }),
  },
  fc.tuple(side, fc.nat()).map(([on, which]): Step => (sim) => {
    const ids = [...sim[on].tasks.keys()];
    if (ids.length > 0) sim[on].remove(ids[which % ids.length] ?? "", "deleted");
  }),
  { weight: 4, arbitrary: side.map((on): Step => (sim) => sim.look(on)) },
  {
    weight: 3,
    // What is lost on its way has a look of its own, by what calls this.
    arbitrary: side.map((on): Step => (sim) => sim.push(on)),
  },
  fc.nat(90).map((seconds): Step => (sim) => sim.pass(seconds)),
);

Deno.test("whatever is selected, goes one way or is asked: both sides come to rest, and nothing is asked of a side that is closed, or outside", () => {
  fc.assert(
    fc.property(policies, fc.array(step, { minLength: 4, maxLength: 25 }), (policy, steps) => {
      const sim = new PairSimulation();
      sim.policy = policy;
      sim.add("taskwarrior", { project: ["Work"] });
      sim.add("vikunja", { project: ["Home"], labels: ["a"] });
      for (const take of steps) take(sim);
      sim.rest();
      const before = sim.events.length;
      sim.look(...sides);
      assert.equal(sim.events.length, before);
      assertWrites(sim, { ...policyAt(sim.now()), ...policy } as Policy);
    }),
    { numRuns: 200 },
  );
});

function assertWrites(sim: PairSimulation, policy: Policy): void {
  const states = new Map<string, ReturnType<typeof emptyPair>>();
  for (const { streamId, event } of sim.log) {
    const before = states.get(streamId) ?? emptyPair(streamId);
    if (event.type === "PushRequested") {
      assert.equal(before.outside, null, "a write to what is outside of the selection");
      const closed = closedBecause(before, event.data.side, policy);
      assert.equal(closed, null, `a write to ${event.data.side}: ${closed}`);
    }
    states.set(streamId, evolve(before, event));
  }
}
