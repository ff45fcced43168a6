import assert from "node:assert/strict";
import type { Directions } from "@/domain/directions.ts";
import { otherSide, type Side, sides, type Task } from "@/domain/task.ts";
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

Deno.test("what both sides changed in a project that goes one way is decided by its side, and the other value kept", () => {
  const sim = pairFrom("vikunja", "put-back");
  sim.change("vikunja", { title: "tea" });
  sim.pass(60);
  sim.change("taskwarrior", { title: "mine" });
  sim.rest();
  assert.deepEqual(values(sim, "title"), ["tea", "tea"]);
  assert.deepEqual(sim.conflicts(), ['title: vikunja "tea" over "mine"']);
});

Deno.test("nobody changes a task through us whose project goes one way", () => {
  const sim = pairFrom("vikunja");
  const conditions = { ifVersion: null, token: null };
  const edit = { type: "EditTask", change: { title: "tea" }, conditions } as const;
  assert.throws(() => sim.do(edit), { code: "FORBIDDEN" });
});
