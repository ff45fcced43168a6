import assert from "node:assert/strict";
import type { ConflictRules } from "@/domain/conflict_rules.ts";
import { type Side, sides, type Task } from "@/domain/task.ts";
import { AgreedPair } from "@tests/support/agreed_pair.ts";

function pairBy(rules: Partial<ConflictRules>): AgreedPair {
  const sim = new AgreedPair({ project: ["Work"] });
  sim.policy = { conflicts: { byField: {}, byProject: [], rule: "newer", ...rules } };
  return sim;
}

/** Taskwarrior's edit is the newer one. */
function edit<F extends keyof Task>(sim: AgreedPair, field: F, theirs: Task[F], ours: Task[F]) {
  sim.change("vikunja", { [field]: theirs });
  sim.pass(60);
  sim.change("taskwarrior", { [field]: ours });
  sim.rest();
}

const values = (sim: AgreedPair, field: keyof Task) => sides.map((side) => sim.task(side)?.[field]);
const reasons = (sim: AgreedPair) => sim.pair.conflicts.map(({ because }) => because);

Deno.test("the configured side wins over the newer edit, which is kept", () => {
  const sim = pairBy({ rule: "vikunja" });
  edit(sim, "title", "theirs", "ours");
  assert.deepEqual(values(sim, "title"), ["theirs", "theirs"]);
  assert.deepEqual(reasons(sim), ["by setting"]);
  const alone = pairBy({ rule: "vikunja" });
  alone.change("taskwarrior", { title: "only here" });
  alone.rest();
  assert.deepEqual(values(alone, "title"), ["only here", "only here"]);
});

Deno.test("a field's rule goes before its project's, and that before the rule of all", () => {
  const rules: ConflictRules = {
    byField: { priority: "newer" },
    byProject: [{ projects: [["Work"]], rule: "vikunja" }],
    rule: "taskwarrior",
  };
  const sim = pairBy(rules);
  edit(sim, "title", "theirs", "ours");
  edit(sim, "priority", 1, 3);
  assert.deepEqual([values(sim, "title"), values(sim, "priority")], [["theirs", "theirs"], [3, 3]]);
});

for (const picked of sides) {
  Deno.test(`both sides stay as they are until ${picked} is picked, and all else goes on`, () => {
    const sim = pairBy({ rule: "ask" });
    edit(sim, "title", "theirs", "ours");
    sim.change("taskwarrior", { priority: 3 });
    sim.change("vikunja", { notes: "more" });
    sim.rest();
    assert.deepEqual(values(sim, "title"), ["ours", "theirs"]);
    assert.deepEqual([values(sim, "priority"), values(sim, "notes")], [[3, 3], ["more", "more"]]);
    assert.deepEqual([reasons(sim), sim.recorded()], [["ask"], 1]);
    const conflictId = sim.pair.conflicts[0]?.id ?? "";
    sim.do({ type: "PickConflict", conflictId, side: picked });
    sim.rest();
    const title = picked === "vikunja" ? "theirs" : "ours";
    assert.deepEqual([values(sim, "title"), reasons(sim)], [[title, title], []]);
  });
}

Deno.test("what is asked is over once the sides agree by themselves, and asked anew for another value", () => {
  const other = (side: Side) => side === "vikunja" ? "ours" : "theirs";
  for (const side of sides) {
    const sim = pairBy({ byField: { title: "ask" } });
    edit(sim, "title", "theirs", "ours");
    sim.change("taskwarrior", { title: "ours again" });
    sim.rest();
    assert.deepEqual([reasons(sim), sim.recorded()], [["ask"], 2]);
    sim.change("taskwarrior", { title: "ours" });
    sim.rest();
    sim.change(side, { title: other(side) });
    sim.rest();
    assert.deepEqual([side, values(sim, "title")[0], reasons(sim)], [side, other(side), []]);
  }
});

Deno.test("notes are asked about only where their lines are in conflict", () => {
  const sim = pairBy({ rule: "ask" });
  sim.change("vikunja", { notes: "one\ntwo" });
  sim.rest();
  edit(sim, "notes", "zero\none\ntwo", "one\ntwo\nthree");
  assert.deepEqual(values(sim, "notes"), ["zero\none\ntwo\nthree", "zero\none\ntwo\nthree"]);
  edit(sim, "notes", "a", "b");
  assert.deepEqual([values(sim, "notes"), reasons(sim)], [["b", "a"], ["ask"]]);
});
