import assert from "node:assert/strict";
import { type Side, sides } from "@/domain/task.ts";
import { AgreedPair } from "@tests/support/agreed_pair.ts";
import { PairSimulation } from "@tests/support/pair_simulation.ts";
import { selecting } from "@tests/support/selecting.ts";

const work = selecting({ projects: [["Work"]] });
const marked = selecting({ labels: ["sync"] });

function pairIn(policy: typeof work, task: object): AgreedPair {
  const sim = new AgreedPair(task);
  sim.policy = policy;
  sim.rest();
  sim.news();
  return sim;
}

const inWork = () => pairIn(work, { project: ["Work"] });
const titles = (sim: AgreedPair) => sides.map((side) => sim.task(side)?.title);
const projects = (sim: AgreedPair) => sides.map((side) => sim.task(side)?.project.join("."));

for (const side of sides) {
  Deno.test(`a task that is new in ${side} and outside of the selection is not made on the other side`, () => {
    const sim = new PairSimulation();
    sim.policy = work;
    sim.add(side, { project: ["Private"] });
    sim.rest();
    sim.rest();
    assert.deepEqual(
      sides.map((each) => sim[each].tasks.size),
      side === "vikunja" ? [0, 1] : [1, 0],
    );
    assert.equal(sim.events.filter(({ type }) => type === "TaskDeselected").length, 1);
  });

  Deno.test(`a task that is moved out of the selection in ${side} stays where it is on both sides`, () => {
    const sim = inWork();
    sim.change(side, { project: ["Private"], title: "secret" });
    sim.rest();
    sim.change(side === "vikunja" ? "taskwarrior" : "vikunja", { notes: "other" });
    sim.rest();
    const there = side === "vikunja" ? ["Work", "Private"] : ["Private", "Work"];
    assert.deepEqual(projects(sim), there);
    const said = sim.events.filter(({ type }) => type === "TaskDeselected");
    assert.deepEqual(said.map(({ data }) => data), [{
      because: "its project Private is not selected",
    }]);
    assert.equal(sim.events.some(({ type }) => type === "TaskGone"), false);
  });

  Deno.test(`a task that comes back to the selection in ${side} is merged with what happened meanwhile`, () => {
    const sim = inWork();
    sim.change(side, { project: ["Private"] });
    sim.rest();
    sim.change("taskwarrior", { title: "tea", labels: ["a"] });
    sim.change("vikunja", { notes: "green", labels: ["b"] });
    sim.rest();
    const id = sim.remoteId;
    sim.change(side, { project: ["Work"] });
    sim.rest();
    assert.deepEqual(titles(sim), ["tea", "tea"]);
    assert.deepEqual(sides.map((each) => sim.task(each)?.notes), ["green", "green"]);
    assert.deepEqual(sides.map((each) => sim.task(each)?.labels), [["a", "b"], ["a", "b"]]);
    assert.deepEqual([sim.remoteId, sim.recorded()], [id, 0]);
    assert.deepEqual(sides.map((each) => sim[each].tasks.size), [1, 1]);
  });

  Deno.test(`a task deleted in ${side} outside of the selection is asked about once it is back, and not before`, () => {
    const other: Side = side === "vikunja" ? "taskwarrior" : "vikunja";
    const sim = inWork();
    sim.change(other, { project: ["Private"] });
    sim.rest();
    sim.delete(side);
    sim.rest();
    assert.deepEqual([sim.recorded(), sim.task(other)?.title], [0, "milk"]);
    sim.change(other, { project: ["Work"] });
    sim.rest();
    sim.look(...sides);
    assert.equal(sim.task(other)?.title, "milk");
    const [conflict] = sim.pair.conflicts;
    assert.deepEqual([conflict?.because, conflict?.lost.side], ["missing", side]);
    sim.do({ type: "PickConflict", conflictId: conflict?.id ?? "", side: other });
    sim.rest();
    assert.deepEqual(titles(sim), ["milk", "milk"]);
  });
}

for (const side of sides) {
  Deno.test(`a task deleted in ${side} outside is asked about also where an edit brought it back once before`, () => {
    const other: Side = side === "vikunja" ? "taskwarrior" : "vikunja";
    const sim = inWork();
    sim.delete(side);
    sim.change(other, { title: "tea" });
    sim.rest();
    sim.change(other, { project: ["Private"] });
    sim.rest();
    sim.delete(side);
    sim.rest();
    sim.change(other, { project: ["Work"] });
    sim.rest();
    sim.look(...sides);
    assert.deepEqual(sim.pair.conflicts.map(({ because }) => because), [
      "edit over delete",
      "missing",
    ]);
  });
}

Deno.test("a label that takes a task in brings it in from either side, and the last word counts", () => {
  for (const side of sides) {
    const sim = pairIn(marked, { labels: ["sync"] });
    sim.change("taskwarrior", { labels: [] });
    sim.rest();
    sim.change("vikunja", { labels: [] });
    sim.rest();
    sim.change(side, { labels: ["sync"], title: "tea" });
    sim.rest();
    assert.deepEqual([side, ...titles(sim)], [side, "tea", "tea"]);
  }
});

Deno.test("a task that both sides moved elsewhere comes in where one of them moves it back", () => {
  for (const side of sides) {
    const sim = inWork();
    for (const each of sides) sim.change(each, { project: ["Private"] });
    sim.rest();
    sim.change(side, { project: ["Work"] });
    sim.rest();
    assert.deepEqual([side, ...projects(sim)], [side, "Work", "Work"]);
  }
});

Deno.test("an assignment in Vikunja takes a task in and out, and a new one of Taskwarrior is nobody's", () => {
  const sim = pairIn(selecting({ assigned: "me-or-nobody" }), {});
  sim.change("vikunja", { assignees: ["bob"] });
  sim.change("taskwarrior", { title: "tea" });
  sim.rest();
  assert.deepEqual(titles(sim), ["tea", "milk"]);
  sim.change("vikunja", { assignees: ["anna", "bob"] });
  sim.rest();
  assert.deepEqual(titles(sim), ["tea", "tea"]);
});

Deno.test("a finished task that is old goes on being synced where it is on both sides", () => {
  const doneSince = { at: "2026-08-01T00:00:00.000Z", age: "90d" };
  const sim = pairIn(selecting({ doneSince }), { done: true, doneAt: "2025-01-01T00:00:00Z" });
  sim.change("vikunja", { title: "tea" });
  sim.rest();
  assert.deepEqual(titles(sim), ["tea", "tea"]);
  const alone = new PairSimulation();
  alone.policy = selecting({ doneSince });
  alone.add("vikunja", { done: true, doneAt: "2025-01-01T00:00:00Z" });
  alone.rest();
  assert.equal(alone.taskwarrior.tasks.size, 0);
});

Deno.test("what waits for its next try when a task leaves the selection is not sent any more", () => {
  const sim = inWork();
  sim.change("taskwarrior", { title: "secret" });
  sim.look("taskwarrior");
  sim.push("vikunja", "never sent");
  sim.change("taskwarrior", { project: ["Private"] });
  sim.look("taskwarrior");
  assert.equal(sim.pair.vikunja.pending, null);
  sim.rest();
  assert.deepEqual(titles(sim), ["secret", "milk"]);
});

Deno.test("a selection that is changed while a write waits stops it, though nobody looked at the task since", () => {
  const sim = inWork();
  sim.change("taskwarrior", { title: "secret" });
  sim.look("taskwarrior");
  sim.push("vikunja", "never sent");
  sim.policy = selecting({ projects: [["Home"]] });
  sim.do({ type: "CheckSettings" });
  assert.equal(sim.pair.vikunja.pending, null);
});

Deno.test("a create that may have arrived when its task left the selection makes no second one later", () => {
  for (const fate of ["lost", "never sent"] as const) {
    const sim = new AgreedPairToBe();
    sim.look("taskwarrior");
    sim.push("vikunja", fate);
    sim.edit({ project: ["Private"] });
    sim.look("taskwarrior");
    sim.look("taskwarrior");
    assert.equal(sim.vikunja.tasks.size, fate === "lost" ? 1 : 0);
    sim.edit({ project: ["Work"] });
    sim.rest();
    assert.deepEqual([fate, sim.vikunja.tasks.size, sim.taskwarrior.tasks.size], [fate, 1, 1]);
  }
});

Deno.test("what was taken away here while nobody knew that its create had arrived does not come back, once that is seen outside", () => {
  const sim = new PairSimulation();
  const dueAt = "2026-03-24T09:00:00Z";
  const id = sim.add("taskwarrior", { project: ["Work"], dueAt, labels: ["home"] });
  sim.look("taskwarrior");
  sim.push("vikunja", "lost");
  sim.taskwarrior.edit(id, { dueAt: null, labels: [] });
  sim.policy = marked;
  const [made] = [...sim.vikunja.tasks.keys()];
  const reading = sim.vikunja.reading(made ?? "");
  const link = { vikunjaId: Number(made), because: "created" } as const;
  sim.look("taskwarrior");
  sim.apply(id, { type: "Look", readings: [{ side: "vikunja", reading }], link });
  sim.policy = {};
  sim.rest();
  for (const side of sides) {
    const [task] = [...sim[side].tasks.values()];
    assert.deepEqual([task?.task.dueAt, task?.task.labels], [null, []]);
  }
});

Deno.test("nobody changes or picks for a task outside of the selection through us", () => {
  const sim = inWork();
  sim.change("vikunja", { project: ["Private"] });
  sim.rest();
  const edit = {
    type: "EditTask",
    change: { title: "tea" },
    conditions: { ifVersion: null, token: null },
  } as const;
  assert.throws(() => sim.do(edit), { code: "USAGE" });
  const claim = { token: 1, assignee: "anna" };
  assert.deepEqual(sim.do({ type: "MirrorClaim", claim }), []);
});

/** A new task in Taskwarrior, in `Work`. */
class AgreedPairToBe extends PairSimulation {
  readonly id: string;

  constructor() {
    super();
    this.policy = work;
    this.id = this.add("taskwarrior", { project: ["Work"] });
  }

  edit(change: object): void {
    this.taskwarrior.edit(this.id, change);
  }
}
