import assert from "node:assert/strict";
import { otherSide, type Side, sides, type Task } from "@/domain/task.ts";
import { AgreedPair } from "@tests/support/agreed_pair.ts";

type Manner = "deleted" | "purged" | "404" | "project gone";
type Meanwhile = "unchanged" | "edited" | "deleted" | "moved" | "done";
type Outcome = "gone from both" | "made again, conflict";

const manners: readonly (readonly [Manner, Side])[] = [
  ["deleted", "taskwarrior"],
  ["purged", "taskwarrior"],
  ["404", "vikunja"],
  ["project gone", "vikunja"],
];

/** The table in `src/domain/decide/deletion.ts`, cell by cell. */
const table: readonly (readonly [Meanwhile, Partial<Task> | null, Outcome])[] = [
  ["unchanged", {}, "gone from both"],
  ["edited", { title: "bread" }, "made again, conflict"],
  ["deleted", null, "gone from both"],
  ["moved", { project: ["work"] }, "made again, conflict"],
  ["done", { done: true }, "made again, conflict"],
];

function outcomeOf(sim: AgreedPair): Outcome {
  const there = sides.filter((side) => sim[side].tasks.size > 0);
  if (there.length === 2 && sim.pair.conflicts.length === 1) return "made again, conflict";
  assert.deepEqual(there, []);
  assert.equal(sim.pair.vikunjaId, null);
  return "gone from both";
}

for (const [manner, gone] of manners) {
  for (const [meanwhile, change, outcome] of table) {
    Deno.test(`decide(): ${manner} in ${gone}, ${meanwhile} on the other side: ${outcome} (trap T15)`, () => {
      const sim = new AgreedPair({ labels: ["x"] });
      const kept = otherSide(gone);
      const remoteId = sim.remoteId;
      sim.delete(gone);
      if (change === null) sim.delete(kept);
      else sim.change(kept, change);
      if (manner === "purged") {
        sim.look(...sides);
        sim.taskwarrior.missing.add(sim.id);
      }
      if (manner === "project gone") sim.look("vikunja");
      sim.rest();
      assert.equal(outcomeOf(sim), outcome);
      if (outcome !== "made again, conflict") return;
      for (const side of sides) {
        assert.deepEqual({ ...sim.task(side), ...change, doneAt: null }, {
          ...sim.task(side),
          doneAt: null,
        });
        assert.deepEqual(sim.task(side)?.labels, ["x"]);
      }
      assert.equal(sim.remoteId === remoteId, gone === "taskwarrior");
    });
  }
}

Deno.test("decide() tells in the conflict which edit beat the deletion", () => {
  const sim = new AgreedPair();
  sim.delete("vikunja");
  sim.change("taskwarrior", { title: "bread" });
  sim.look(...sides);
  assert.deepEqual(sim.conflicts(), ['deleted: taskwarrior {"title":"bread"} over null']);
});

Deno.test("decide() makes a task again with what had not come over before it was deleted, and names the rest", () => {
  for (const gone of sides) {
    const sim = new AgreedPair({ labels: ["x"] });
    sim.change(gone, { priority: 3, labels: ["x", "y"], notes: "mine" });
    sim.say(gone, "milk");
    sim.look(gone);
    sim.delete(gone);
    sim.change(otherSide(gone), { title: "bread", notes: "theirs" });
    sim.look(...sides);
    const missing = sim.events.flatMap((event) =>
      event.type === "ConflictResolved" ? event.data.missing : []
    );
    sim.rest();
    const isKept = gone === "taskwarrior";
    for (const side of sides) {
      assert.equal(sim.task(side)?.title, "bread");
      assert.equal(sim.task(side)?.notes, "theirs");
      assert.equal(sim.task(side)?.priority, isKept ? 3 : 0);
    }
    const priority = isKept ? [] : ["priority 3"];
    assert.deepEqual(missing, ['notes "mine"', ...priority, 'label "y"', 'comment "milk"']);
  }
});

Deno.test("decide() knows by the deleted task what was changed of it and never seen before", () => {
  const sim = new AgreedPair();
  const last = { ...sim.task("taskwarrior") as Task, priority: 3 };
  sim.delete("taskwarrior");
  sim.change("vikunja", { title: "bread" });
  const gone = { kind: "gone", id: sim.id, how: "deleted", changedAt: sim.now(), last } as const;
  sim.do({ type: "Look", readings: [{ side: "taskwarrior", reading: gone }] });
  sim.rest();
  for (const side of sides) {
    assert.equal(sim.task(side)?.title, "bread");
    assert.equal(sim.task(side)?.priority, 3);
  }
});

Deno.test("decide() deletes in the end when a person picks the deletion that lost", () => {
  for (const gone of sides) {
    const sim = new AgreedPair();
    sim.delete(gone);
    sim.change(otherSide(gone), { title: "bread" });
    sim.rest();
    const [conflict] = sim.pair.conflicts;
    sim.do({ type: "PickConflict", conflictId: conflict?.id ?? "", side: gone });
    sim.rest();
    assert.deepEqual(sides.map((side) => sim[side].tasks.size), [0, 0]);
    assert.equal(sim.pair.vikunjaId, null);
  }
});

Deno.test("decide() asks once about a task that is gone and that nobody deleted", () => {
  const sim = new AgreedPair();
  sim.delete("taskwarrior", "missing");
  sim.rest();
  sim.change("vikunja", { title: "bread" });
  sim.rest();
  assert.equal(sim.recorded(), 1);
  assert.equal(sim.vikunja.tasks.size, 1);
  assert.equal(sim.taskwarrior.tasks.size, 0);
});

Deno.test("decide() makes a missing task again, or deletes it, as a person picks, and asks no more", () => {
  for (const [side, left] of [["vikunja", 1], ["taskwarrior", 0]] as const) {
    const sim = new AgreedPair();
    sim.delete("taskwarrior", "missing");
    sim.look(...sides);
    const [conflict] = sim.pair.conflicts;
    sim.do({ type: "PickConflict", conflictId: conflict?.id ?? "", side });
    sim.look(...sides);
    sim.rest();
    assert.deepEqual(sides.map((each) => sim[each].tasks.size), [left, left]);
    assert.equal(sim.recorded(), 1);
  }
});

Deno.test("decide() takes a missing task that is back for what it was", () => {
  const sim = new AgreedPair();
  const task = sim.task("taskwarrior");
  sim.delete("taskwarrior", "missing");
  sim.rest();
  sim.taskwarrior.add({ ...task as Task, title: "bread" }, sim.id);
  sim.rest();
  assert.equal(sim.task("vikunja")?.title, "bread");
});

Deno.test("decide() makes a task again whose deletion was undone while it was carried over", () => {
  const sim = new AgreedPair();
  const task = sim.task("taskwarrior") as Task;
  sim.delete("taskwarrior");
  sim.look("taskwarrior");
  sim.send("vikunja");
  sim.taskwarrior.add(task, sim.id);
  sim.look("taskwarrior");
  sim.deliver("vikunja");
  sim.rest();
  assert.equal(sim.task("taskwarrior")?.title, task.title);
  assert.equal(sim.task("vikunja")?.title, task.title);
});

Deno.test("decide() makes a task again whose deletion was undone after it was carried over", () => {
  const sim = new AgreedPair();
  const task = sim.task("taskwarrior") as Task;
  sim.delete("taskwarrior");
  sim.rest();
  sim.taskwarrior.add(task, sim.id);
  sim.rest();
  assert.equal(sim.vikunja.tasks.size, 1);
  assert.equal(sim.task("vikunja")?.title, task.title);
});

Deno.test("decide() deletes a new task on the other side when it went while that one was made", () => {
  for (const origin of sides) {
    const sim = new AgreedPair({}, origin);
    const id = sim.add(origin);
    sim.look(origin);
    sim.send(otherSide(origin));
    sim[origin].remove(id);
    sim.look(origin);
    sim.deliver(otherSide(origin));
    sim.rest();
    assert.deepEqual(sides.map((side) => sim[side].tasks.size), [1, 1]);
  }
});

Deno.test("decide() does not take a dependency that the other side cannot hold for an edit", () => {
  const sim = new AgreedPair();
  sim.unknown.add("local");
  sim.change("taskwarrior", { depends: ["local"] });
  sim.rest();
  sim.delete("vikunja");
  sim.rest();
  assert.deepEqual(sides.map((side) => sim[side].tasks.size), [0, 0]);
});

Deno.test("decide() does not take a dependency that went with the task it was on for an edit", () => {
  const sim = new AgreedPair({ depends: ["b"] });
  sim.delete("taskwarrior");
  sim.look("taskwarrior");
  sim.change("vikunja", { depends: [] });
  sim.rest();
  assert.deepEqual(sides.map((side) => sim[side].tasks.size), [0, 0]);
  assert.equal(sim.recorded(), 0);
});

Deno.test("decide() keeps both sides as they are while one is out of reach, and goes on after", () => {
  const sim = new AgreedPair();
  const held = sim.vikunja.tasks.get(sim.remoteId);
  assert.ok(held !== undefined);
  held.isWithdrawn = true;
  sim.look("vikunja");
  sim.delete("taskwarrior");
  sim.rest();
  assert.equal(sim.vikunja.tasks.size, 1);
  assert.deepEqual(sim.news(), ["TaskWithdrawn", "TaskGone", "PartsLeftOut"]);
  held.isWithdrawn = false;
  sim.rest();
  assert.equal(sim.vikunja.tasks.size, 0);
});

Deno.test("decide() carries over what was refused because the task was out of reach, once it is back", () => {
  const sim = new AgreedPair();
  const held = sim.vikunja.tasks.get(sim.remoteId);
  assert.ok(held !== undefined);
  sim.change("taskwarrior", { title: "bread" });
  sim.look("taskwarrior");
  held.isWithdrawn = true;
  sim.push("vikunja");
  sim.look("vikunja");
  assert.equal(sim.pair.vikunja.pending?.dead, true);
  held.isWithdrawn = false;
  sim.look("vikunja");
  sim.push("vikunja");
  assert.equal(sim.task("vikunja")?.title, "bread");
});
