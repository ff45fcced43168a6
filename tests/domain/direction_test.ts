import assert from "node:assert/strict";
import type { Directions } from "@/domain/directions.ts";
import { otherSide, type Reading, type Side, sides, type Task } from "@/domain/task.ts";
import { AgreedPair } from "@tests/support/agreed_pair.ts";
import { PairSimulation } from "@tests/support/pair_simulation.ts";

function oneWay(from: Side, otherEdits: Directions["otherEdits"]): { directions: Directions } {
  const lists = { fromVikunja: [], fromTaskwarrior: [] };
  const name = from === "vikunja" ? "fromVikunja" : "fromTaskwarrior";
  return { directions: { ...lists, [name]: [["Work"]], otherEdits } };
}

function pairFrom(from: Side, otherEdits: Directions["otherEdits"] = "keep"): AgreedPair {
  const sim = new AgreedPair({ project: ["Work"], labels: ["a"], notes: "n" });
  sim.policy = oneWay(from, otherEdits);
  sim.rest();
  sim.news();
  return sim;
}

const values = <F extends keyof Task>(
  sim: AgreedPair,
  field: F,
) => [sim.task("taskwarrior")?.[field], sim.task("vikunja")?.[field]];
const asked = (sim: PairSimulation, side: Side) =>
  sim.events.filter((event) => event.type === "PushRequested" && event.data.side === side).length;

for (const from of sides) {
  const to = otherSide(from);

  Deno.test(`a project that only comes from ${from} goes there, and nothing comes back`, () => {
    const sim = pairFrom(from);
    const before = asked(sim, from);
    sim.change(from, { title: "tea" });
    sim.change(to, { notes: "mine", labels: ["a", "own"] });
    sim.rest();
    assert.deepEqual(values(sim, "title"), ["tea", "tea"]);
    assert.equal(sim.task(to)?.notes, "mine");
    assert.deepEqual(sim.task(from)?.labels, ["a"]);
    assert.equal(asked(sim, from), before);
    const left = sim.events.findLast((event) => event.type === "PartsLeftOut");
    assert.equal(left?.type === "PartsLeftOut" && left.data.accepted, true);
    sim.change(from, { labels: ["a", "b"] });
    sim.rest();
    assert.deepEqual(sim.task(to)?.labels, ["a", "b", "own"]);
  });

  Deno.test(`edits of a project that only comes from ${from} are put back on the other side, and kept as conflicts`, () => {
    const sim = pairFrom(from, "put-back");
    sim.change(to, { title: "mine", labels: ["own"], project: ["Private"] });
    sim.rest();
    assert.deepEqual(values(sim, "title"), ["milk", "milk"]);
    assert.deepEqual(values(sim, "labels"), [["a"], ["a"]]);
    assert.deepEqual(values(sim, "project"), [["Work"], ["Work"]]);
    const kept = sim.pair.conflicts.map(({ field, because, lost }) => [field, because, lost.side]);
    assert.deepEqual(kept.toSorted(), [
      ["labels", "one way", to],
      ["project", "one way", to],
      ["title", "one way", to],
    ]);
    sim.look(...sides);
    assert.equal(sim.recorded(), 3);
  });

  Deno.test(`a task of a project that only comes from ${from} is deleted there for both, and on the other side for that one`, () => {
    const gone = pairFrom(from);
    gone.delete(from);
    gone.rest();
    assert.equal(gone.task(to), undefined);
    const alone = pairFrom(from);
    alone.delete(to);
    alone.rest();
    assert.deepEqual([alone.task(from)?.title, alone[to].tasks.size], ["milk", 0]);
    const back = pairFrom(from, "put-back");
    back.delete(to);
    back.rest();
    assert.deepEqual(values(back, "title"), ["milk", "milk"]);
  });

  Deno.test(`a new task of a project that only comes from ${from} stays where it was made, if not there`, () => {
    for (const otherEdits of ["keep", "put-back"] as const) {
      const sim = new PairSimulation();
      sim.policy = oneWay(from, otherEdits);
      sim.add(to, { project: ["Work"], title: "mine" });
      sim.add(from, { project: ["Work"], title: "theirs" });
      sim.rest();
      const titles = (side: Side) => [...sim[side].tasks.values()].map(({ task }) => task.title);
      assert.deepEqual(titles(from), ["theirs"]);
      assert.deepEqual(titles(to).toSorted(), ["mine", "theirs"]);
    }
  });

  Deno.test(`a task that is moved out of a project that only comes from ${from} there goes both ways from then on`, () => {
    const sim = pairFrom(from);
    sim.change(from, { project: ["Home"] });
    sim.rest();
    sim.change(to, { title: "tea" });
    sim.rest();
    assert.deepEqual(values(sim, "title"), ["tea", "tea"]);
  });
}

for (const from of sides) {
  const to = otherSide(from);

  Deno.test(`what ${to} has for a task that is moved into a project that only comes from ${from} does not go along with the move`, () => {
    const sim = new AgreedPair({ project: ["Home"], labels: ["a"] });
    sim.policy = oneWay(from, "keep");
    sim.rest();
    const before = asked(sim, from);
    sim.change(to, { labels: ["a", "own"] });
    sim.change(from, { project: ["Work"] });
    sim.rest();
    assert.deepEqual(values(sim, "project"), [["Work"], ["Work"]]);
    assert.deepEqual([sim.task(from)?.labels, sim.task(to)?.labels], [["a"], ["a", "own"]]);
    assert.equal(asked(sim, from), before);
    sim.change(from, { project: ["Home"] });
    sim.rest();
    assert.deepEqual(values(sim, "labels"), [["a", "own"], ["a", "own"]]);
  });
}

Deno.test("what both sides changed in a project that goes one way is decided by its side, and the other value kept", () => {
  const sim = pairFrom("vikunja", "put-back");
  sim.change("vikunja", { title: "tea" });
  sim.pass(60);
  sim.change("taskwarrior", { title: "mine" });
  sim.rest();
  assert.deepEqual(values(sim, "title"), ["tea", "tea"]);
  assert.deepEqual(sim.conflicts(), ['title: vikunja "tea" over "mine"']);
});

Deno.test("what was deleted where edits are put back is not made again in a project that nothing of this side goes to", () => {
  const sim = new AgreedPair({ project: ["Work"] });
  sim.policy = {
    directions: {
      fromVikunja: [["Home"]],
      fromTaskwarrior: [["Work"]],
      otherEdits: "put-back",
    },
  };
  sim.rest();
  const before = asked(sim, "vikunja");
  sim.change("taskwarrior", { project: ["Home"] });
  sim.delete("vikunja");
  sim.rest();
  assert.deepEqual([sim.task("taskwarrior")?.title, sim.vikunja.tasks.size], ["milk", 0]);
  assert.equal(asked(sim, "vikunja"), before);
});

Deno.test("nobody changes a task through us whose project goes one way", () => {
  const sim = pairFrom("vikunja");
  const conditions = { ifVersion: null, token: null };
  const edit = { type: "EditTask", change: { title: "tea" }, conditions } as const;
  assert.throws(() => sim.do(edit), { code: "FORBIDDEN" });
});

Deno.test("what waits to go the way that a project does not go any more is not sent, but for a create that may have arrived", () => {
  const sim = new AgreedPair({ project: ["Work"] });
  const added = sim.add("taskwarrior", { project: ["Work"], title: "new" });
  sim.change("taskwarrior", { title: "mine" });
  sim.look("taskwarrior");
  const waits = (id: string) => sim.state(id).vikunja.pending?.push.kind ?? null;
  assert.deepEqual([waits(sim.id), waits(added)], ["update", "create"]);
  sim.policy = oneWay("vikunja", "keep");
  sim.do({ type: "CheckSettings" });
  sim.apply(added, { type: "CheckSettings" });
  assert.deepEqual([waits(sim.id), waits(added)], [null, null]);
  const left = sim.pair.vikunja.leftOut;
  assert.deepEqual(left.map(({ why }) => why), ["its project only comes from Vikunja"]);
  sim.rest();
  assert.deepEqual(values(sim, "title"), ["mine", "milk"]);
});

for (const isTried of [true, false]) {
  Deno.test(`a create ${isTried ? "that may have arrived is finished" : "that was never tried is not made"} where its project goes the other way since`, () => {
    const sim = new PairSimulation();
    const id = sim.add("taskwarrior", { project: ["Work"], title: "new" });
    sim.look("taskwarrior");
    if (isTried) sim.push("vikunja", "lost");
    sim.policy = oneWay("vikunja", "keep");
    sim.apply(id, { type: "CheckSettings" });
    sim.rest();
    const made = [...sim.vikunja.tasks.values()].map(({ task }) => task.title);
    assert.deepEqual(made, isTried ? ["new"] : []);
    assert.equal(sim.taskwarrior.tasks.size, 1);
  });
}

Deno.test("nobody picks a value for a side that nothing goes to, but the one that it has", () => {
  const sim = new AgreedPair({ project: ["Work"] });
  sim.change("taskwarrior", { title: "mine" });
  sim.pass(60);
  sim.change("vikunja", { title: "tea" });
  sim.rest();
  sim.policy = oneWay("vikunja", "put-back");
  const [conflict] = sim.pair.conflicts;
  const pick = (side: Side) =>
    sim.do({ type: "PickConflict", conflictId: conflict?.id ?? "", side });
  assert.throws(() => pick("taskwarrior"), { code: "FORBIDDEN", message: /only comes from/ });
  sim.change("vikunja", { title: "later" });
  sim.rest();
  assert.throws(() => pick("vikunja"), { code: "FORBIDDEN" });
  sim.change("vikunja", { title: "tea" });
  sim.rest();
  pick("vikunja");
  sim.rest();
  assert.deepEqual(values(sim, "title"), ["tea", "tea"]);
});

Deno.test("what is to be brought back is not made where nothing goes to, and is said", () => {
  const sim = new AgreedPair({ project: ["Work"] });
  sim.policy = oneWay("vikunja", "keep");
  sim.delete("vikunja");
  const gone = { ...sim.vikunja.reading(sim.remoteId), isHeld: true } as Reading;
  sim.do({ type: "Look", readings: [{ side: "vikunja", reading: gone }] });
  sim.do({ type: "AnswerHeld", side: "vikunja", answer: "bring back" });
  sim.rest();
  assert.deepEqual([sim.vikunja.tasks.size, sim.task("taskwarrior")?.title], [0, "milk"]);
  const left = sim.pair.vikunja.leftOut.map(({ what, why }) => [what, why]);
  assert.deepEqual(left, [["the task", "its project only comes from Vikunja"]]);
});

Deno.test("a project that only comes from Taskwarrior leaves the bucket to Vikunja where Taskwarrior has none", () => {
  const sim = new AgreedPair({ project: ["Work"], bucket: "" });
  sim.policy = oneWay("taskwarrior", "put-back");
  sim.rest();
  for (const bucket of ["To-Do", "Doing"]) {
    sim.change("vikunja", { bucket });
    sim.rest();
    assert.deepEqual(values(sim, "bucket"), ["", bucket]);
  }
  assert.deepEqual(sim.pair.conflicts, []);
  assert.deepEqual(sim.pair.vikunja.leftOut, []);
  sim.change("taskwarrior", { bucket: "Done" });
  sim.rest();
  sim.change("vikunja", { bucket: "Doing" });
  sim.rest();
  assert.deepEqual(values(sim, "bucket"), ["Done", "Done"]);
  assert.deepEqual(sim.pair.conflicts.map(({ field, because }) => [field, because]), [
    ["bucket", "one way"],
  ]);
});
