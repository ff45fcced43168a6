import assert from "node:assert/strict";
import { sides, type Task } from "@/domain/task.ts";
import { AgreedPair } from "@tests/support/agreed_pair.ts";

/** Our write to Taskwarrior is answered with what it may have replaced. */
function doubted(doubt: Partial<Task>): AgreedPair {
  const sim = new AgreedPair({ labels: ["x"] });
  sim.change("vikunja", { title: "bread" });
  sim.look("vikunja");
  sim.send("taskwarrior");
  const [written] = sim.underWay.taskwarrior.splice(0);
  assert.ok(written !== undefined && written.answer.type === "ConfirmPush");
  const task = sim.task("taskwarrior");
  assert.ok(task !== undefined);
  const answer = { ...written.answer, doubtful: { ...task, ...doubt } };
  sim.underWay.taskwarrior.push({ ...written, answer });
  sim.deliver("taskwarrior");
  sim.rest();
  return sim;
}

Deno.test("N2: decide() keeps what a write may have replaced as a conflict, and writes none of it", () => {
  const sim = doubted({ priority: 3, labels: ["x", "y"] });
  assert.deepEqual(sim.conflicts(), [
    "priority: vikunja 0 over 3",
    'labels: vikunja ["x"] over ["x","y"]',
  ]);
  for (const side of sides) assert.equal(sim.task(side)?.priority, 0);
});

Deno.test("N2: decide() brings what may have been replaced to both sides when a person picks it", () => {
  const sim = doubted({ priority: 3, labels: ["y"] });
  for (const { id } of [...sim.pair.conflicts]) {
    sim.do({ type: "PickConflict", conflictId: id, side: "taskwarrior" });
    sim.rest();
  }
  for (const side of sides) {
    assert.equal(sim.task(side)?.priority, 3);
    assert.deepEqual(sim.task(side)?.labels, ["y"]);
  }
  assert.deepEqual(sim.conflicts(), []);
});

Deno.test("N2: decide() records no conflict where nothing may have been replaced", () => {
  assert.deepEqual(doubted({}).conflicts(), []);
});
