import assert from "node:assert/strict";
import { otherSide, type Side, sides } from "@/domain/task.ts";
import { PairSimulation } from "@tests/support/pair_simulation.ts";

/** A task is made on `side`, and is gone when it is read back. */
function goneAtOnce(side: Side, how: "deleted" | "missing"): PairSimulation {
  const sim = new PairSimulation();
  sim.add(otherSide(side));
  sim.look(otherSide(side));
  sim.send(side);
  const [made] = sim.underWay[side].splice(0);
  assert.ok(made !== undefined && made.answer.type === "ConfirmPush");
  const { id } = made.answer.reading;
  sim[side].remove(id, how);
  const answer = { ...made.answer, reading: sim[side].reading(id) };
  sim.underWay[side].push({ ...made, answer });
  sim.deliver(side);
  return sim;
}

for (const side of sides) {
  Deno.test(`N25: decide() lets a task go that was deleted in ${side} as soon as it was made`, () => {
    const sim = goneAtOnce(side, "deleted");
    sim.rest();
    assert.deepEqual(sides.map((one) => sim[one].tasks.size), [0, 0]);
    const requests = sim.events.filter((event) => event.type === "PushRequested");
    assert.deepEqual(requests.map(({ data }) => data.push.kind), ["create", "delete"]);
  });

  Deno.test(`N25: decide() asks once where a task made in ${side} is missing and nobody deleted it`, () => {
    const sim = goneAtOnce(side, "missing");
    sim.rest();
    assert.deepEqual([...sim.states.values()].map((pair) => pair.conflicts.length), [1]);
    assert.equal(sim[otherSide(side)].tasks.size, 1);
  });
}

Deno.test("N25: decide() makes a task again that was edited while it was deleted where it had just been made", () => {
  const sim = new PairSimulation();
  const id = sim.add("vikunja");
  sim.look("vikunja");
  sim.send("taskwarrior");
  const [made] = sim.underWay.taskwarrior.splice(0);
  assert.ok(made !== undefined && made.answer.type === "ConfirmPush");
  sim.taskwarrior.remove(made.streamId);
  sim.pass(5);
  sim.vikunja.edit(id, { title: "bread" });
  sim.look("vikunja");
  const reading = sim.taskwarrior.reading(made.streamId);
  sim.underWay.taskwarrior.push({ ...made, answer: { ...made.answer, reading } });
  sim.deliver("taskwarrior");
  sim.rest();
  assert.deepEqual(
    sides.map((side) => [...sim[side].tasks.values()].map(({ task }) => task.title)),
    [["bread"], ["bread"]],
  );
});
