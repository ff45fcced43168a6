import assert from "node:assert/strict";
import { otherSide, type Side, sides, type Task } from "@/domain/task.ts";
import { AgreedPair } from "@tests/support/agreed_pair.ts";

/** `change` is written to `side`; what stands there afterwards is made of it by `hook`. */
function written(
  side: Side,
  change: Partial<Task>,
  hook: (task: Task) => Partial<Task>,
  start: Partial<Task> = { labels: ["work"] },
): AgreedPair {
  const sim = new AgreedPair(start);
  const edit = sim[side].edit.bind(sim[side]);
  sim.change(otherSide(side), change);
  sim[side].edit = (id, change) => {
    edit(id, change);
    const task = sim[side].tasks.get(id)?.task;
    if (task !== undefined) edit(id, hook(task));
  };
  sim.look(otherSide(side));
  sim.push(side);
  return sim;
}

const keepsWork = ({ labels }: Task) => ({ labels: [...new Set([...labels, "work"])].sort() });

for (const side of sides) {
  const other = otherSide(side);

  Deno.test(`N12: decide() brings back a label that ${side} kept, in one round, and says so`, () => {
    const sim = written(side, { labels: [] }, keepsWork);
    sim.push(other);
    for (const each of sides) assert.deepEqual(sim.task(each)?.labels, ["work"]);
    assert.deepEqual(sim.conflicts(), [`labels: ${side} ["work"] over []`]);
    sim.rest();
    assert.deepEqual(sim.pair[side].refused, null);
  });

  Deno.test(`N12: decide() brings back what a hook of ${side} made of a title, and says so`, () => {
    const sim = written(side, { title: "bread" }, () => ({ title: "BREAD" }));
    sim.push(other);
    for (const each of sides) assert.equal(sim.task(each)?.title, "BREAD");
    assert.deepEqual(sim.conflicts(), [`title: ${side} "BREAD" over "bread"`]);
  });

  Deno.test(`N13: decide() counts a field that ${side} dropped as lacking, and takes it for no edit`, () => {
    const sim = written(side, { priority: 3 }, () => ({ priority: 0 }));
    const before = sim[other].writes;
    sim.rest();
    assert.equal(sim.task(other)?.priority, 3);
    assert.equal(sim[other].writes, before);
    assert.deepEqual(sim.pair[side].refused, { priority: 3 });
    assert.deepEqual(sim.pair[side].leftOut.map(({ what }) => what), ["priority 3"]);
    const shown = side === "taskwarrior" ? ["priority: taskwarrior 0 over 3"] : [];
    assert.deepEqual(sim.conflicts(), shown);
  });

  for (
    const [field, value, dropped] of [
      ["dueAt", "2030-01-01T00:00:00Z", null],
      ["scheduledAt", "2030-01-01T00:00:00Z", null],
      ["notes", "text", ""],
      ["project", ["Home"], ["Inbox"]],
      ["done", true, false],
    ] as const
  ) {
    Deno.test(`N13: decide() never carries back that ${side} dropped ${field}`, () => {
      const sim = written(side, { [field]: value }, () => ({ [field]: dropped }), {});
      sim.rest();
      assert.deepEqual(sim.task(other)?.[field], value);
      assert.equal(sim.pair[side].leftOut.length, 1);
    });
  }

  Deno.test(`N13: decide() tries a dropped field again with the next edit of it in ${other}`, () => {
    let drops = true;
    const sim = written(side, { priority: 3 }, () => drops ? { priority: 0 } : {});
    sim.rest();
    drops = false;
    sim.change(other, { priority: 2 });
    sim.rest();
    assert.equal(sim.task(side)?.priority, 2);
    assert.deepEqual(sim.pair[side].leftOut, []);
  });
}

Deno.test("N12: decide() ends where each side makes its own of the other's title", () => {
  const sim = written("taskwarrior", { title: "bread" }, () => ({ title: "BREAD" }));
  const edit = sim.vikunja.edit.bind(sim.vikunja);
  sim.vikunja.edit = (id, change) => edit(id, { ...change, title: "bread" });
  sim.rest();
  assert.ok(sim.vikunja.writes + sim.taskwarrior.writes < 8);
});

Deno.test("N12: decide() keeps a label that a hook of Taskwarrior takes off, and says so", () => {
  const sim = written("taskwarrior", { labels: ["no", "work"] }, ({ labels }) => ({
    labels: labels.filter((label) => label !== "no"),
  }));
  sim.rest();
  assert.deepEqual(sim.task("vikunja")?.labels, ["no", "work"]);
  assert.deepEqual(sim.conflicts(), ['labels: taskwarrior ["work"] over ["no","work"]']);
});

Deno.test("N12: decide() lets a hook of Taskwarrior fill in what a new task lacks, without a conflict", () => {
  const sim = new AgreedPair();
  sim.vikunja.add({ ...sim.task("vikunja") as Task, title: "new" });
  const edit = sim.taskwarrior.edit.bind(sim.taskwarrior);
  sim.taskwarrior.edit = (id, change) => edit(id, { ...change, priority: 2 });
  sim.rest();
  const tasks = [...sim.vikunja.tasks.values()].map(({ task }) => task);
  assert.equal(tasks.find(({ title }) => title === "new")?.priority, 2);
  assert.deepEqual([...sim.states.values()].flatMap(({ conflicts }) => conflicts), []);
});
