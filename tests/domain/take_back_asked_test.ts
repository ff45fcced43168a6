import assert from "node:assert/strict";
import type { PairState } from "@/domain/state.ts";
import { otherSide, type Side, sides } from "@/domain/task.ts";
import { pastBetween, type TaskPast } from "@/domain/task_past.ts";
import { AgreedPair } from "@tests/support/agreed_pair.ts";

/** Both sides changed the title, and people are asked. */
function asked(): { readonly sim: AgreedPair; readonly before: PairState } {
  const sim = new AgreedPair();
  sim.policy = { conflicts: { byField: {}, byProject: [], rule: "ask" } };
  const before = sim.pair;
  sim.change("taskwarrior", { title: "bread" });
  sim.pass(60);
  sim.change("vikunja", { title: "eggs" });
  sim.rest();
  assert.deepEqual(titles(sim), ["bread", "eggs"]);
  return { sim, before };
}

const titles = (sim: AgreedPair) => sides.map((side) => sim.task(side)?.title);

/** What was edited on one side alone. */
function editOf(side: Side, before: PairState, after: PairState): TaskPast {
  const past = pastBetween(before, after, true);
  const nothing = { ...past[otherSide(side)], before: {}, after: {} };
  return side === "taskwarrior" ? { ...past, vikunja: nothing } : { ...past, taskwarrior: nothing };
}

for (const side of sides) {
  Deno.test(`decide() takes the edit of ${side} back that people are asked about: the other one is that of both, and that can be taken back`, () => {
    const { sim, before } = asked();
    const clash = sim.pair;
    sim.do({ type: "TakeBack", past: editOf(side, before, clash) });
    sim.rest();
    const other = side === "taskwarrior" ? "eggs" : "bread";
    assert.deepEqual(titles(sim), [other, other]);
    assert.deepEqual(sim.conflicts(), [], "nothing is asked any more");
    sim.do({ type: "TakeBack", past: editOf(side, clash, sim.pair) });
    sim.rest();
    const own = side === "taskwarrior" ? "bread" : "eggs";
    assert.deepEqual(titles(sim), [own, own]);
  });
}

Deno.test("decide() takes both edits back that people are asked about where both are meant", () => {
  const { sim, before } = asked();
  sim.do({ type: "TakeBack", past: pastBetween(before, sim.pair, true) });
  sim.rest();
  assert.deepEqual([titles(sim), sim.conflicts()], [["milk", "milk"], []]);
});

Deno.test("decide() takes only the last of two edits back of a side that is asked about: the other one is asked then", () => {
  const { sim } = asked();
  const first = sim.pair;
  sim.change("vikunja", { title: "rye" });
  sim.rest();
  sim.do({ type: "TakeBack", past: editOf("vikunja", first, sim.pair) });
  sim.rest();
  assert.deepEqual(titles(sim), ["bread", "eggs"]);
  assert.equal(sim.conflicts().length, 1);
});
