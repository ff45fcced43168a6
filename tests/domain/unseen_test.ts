import assert from "node:assert/strict";
import { sides, type Task } from "@/domain/task.ts";
import { AgreedPair } from "@tests/support/agreed_pair.ts";

/** Taskwarrior shows a newer edit, which replaced these values of ours unseen. */
function replaced(unseen: Partial<Task>, times = 1): AgreedPair {
  const sim = new AgreedPair({ title: "bread" });
  sim.change("taskwarrior", { title: "beer", priority: 3 });
  const task = sim.task("taskwarrior");
  assert.ok(task !== undefined);
  const changedAt = "2026-01-01T00:01:01Z";
  const reading = {
    kind: "present",
    id: sim.id,
    task,
    extra: {},
    changedAt,
    linkHint: null,
    unseen: { ...task, ...unseen },
  } as const;
  for (let time = 0; time < times; time++) {
    sim.do({ type: "Look", readings: [{ side: "taskwarrior", reading }] });
  }
  sim.rest();
  return sim;
}

Deno.test("decide() keeps what an edit replaced that had not seen it; the newer edit goes to both sides", () => {
  const sim = replaced({ title: "bread" });
  assert.deepEqual(sim.conflicts(), ['title: taskwarrior "beer" over "bread"']);
  assert.deepEqual(sides.map((side) => sim.task(side)?.title), ["beer", "beer"]);
  const [conflict] = sim.pair.conflicts;
  assert.equal(conflict?.because, "newer edit");
  sim.do({ type: "PickConflict", conflictId: conflict?.id ?? "", side: "vikunja" });
  sim.rest();
  assert.deepEqual(sides.map((side) => sim.task(side)?.title), ["bread", "bread"]);
  assert.deepEqual(sides.map((side) => sim.task(side)?.priority), [3, 3]);
});

Deno.test("decide() keeps it once, however often it is told, and nothing where nothing was replaced", () => {
  assert.equal(replaced({ title: "bread" }, 3).recorded(), 1);
  assert.equal(replaced({}).recorded(), 0);
});

Deno.test("decide() makes a task again that was deleted by somebody who had not seen what came over before, as a conflict", () => {
  for (const isSeen of [true, false]) {
    const sim = new AgreedPair({ title: "bread" });
    const last = sim.task("taskwarrior");
    assert.ok(last !== undefined);
    sim.delete("taskwarrior");
    const reading = {
      kind: "gone",
      id: sim.id,
      how: "deleted",
      changedAt: "2026-01-01T00:01:01Z",
      last,
      ...(isSeen ? {} : { unseen: { ...last, title: "toast" } }),
    } as const;
    sim.do({ type: "Look", readings: [{ side: "taskwarrior", reading }] });
    sim.rest();
    const titles = sides.map((side) => sim.task(side)?.title);
    assert.deepEqual(titles, isSeen ? [undefined, undefined] : ["bread", "bread"]);
    const reasons = sim.pair.conflicts.map(({ because }) => because);
    assert.deepEqual(reasons, isSeen ? [] : ["edit over delete"]);
  }
});

Deno.test("decide() follows a task undo of what it had written, and keeps that as a conflict", () => {
  for (const isUndo of [true, false]) {
    const sim = new AgreedPair({ title: "bread" });
    const { changedAt } = sim.pair.taskwarrior;
    sim.change("vikunja", { title: "beer" });
    sim.rest();
    const [task, now] = [sim.task("taskwarrior"), sim.pair.taskwarrior.changedAt];
    assert.ok(task !== undefined && changedAt !== null && now !== null && changedAt < now);
    assert.equal(task.title, "beer");
    sim.change("taskwarrior", { title: "bread" });
    const reading = {
      kind: "present",
      id: sim.id,
      task: { ...task, title: "bread" },
      extra: {},
      changedAt: isUndo ? changedAt : "2027-01-01T00:00:00Z",
      linkHint: null,
    } as const;
    sim.do({ type: "Look", readings: [{ side: "taskwarrior", reading }] });
    sim.rest();
    assert.deepEqual(sides.map((side) => sim.task(side)?.title), ["bread", "bread"]);
    const said = ['title: taskwarrior "bread" over "beer"'];
    assert.deepEqual(sim.conflicts(), isUndo ? said : []);
  }
});
