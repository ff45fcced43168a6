import assert from "node:assert/strict";
import fc from "fast-check";
import { PairSimulation, plainRepresentation } from "@tests/support/pair_simulation.ts";
import { jsonEqual } from "@/domain/json.ts";
import { type Side, sides, type Task } from "@/domain/task.ts";

type Step =
  | { readonly do: "edit"; readonly side: Side; readonly change: Partial<Task> }
  | { readonly do: "label"; readonly side: Side; readonly label: string; readonly add: boolean }
  | { readonly do: "comment"; readonly side: Side; readonly text: string }
  | { readonly do: "uncomment" | "remove"; readonly side: Side }
  | { readonly do: "look"; readonly sides: readonly Side[] }
  | { readonly do: "push"; readonly side: Side; readonly answer: "arrives" | "lost" | "never sent" }
  | { readonly do: "pass"; readonly seconds: number };

const side = fc.constantFrom<Side>(...sides);
const change = fc.oneof(
  fc.constantFrom("milk", "bread", "eggs").map((title) => ({ title })),
  fc.constantFrom("", "a", "b").map((notes) => ({ notes })),
  fc.integer({ min: 0, max: 5 }).map((priority) => ({ priority })),
  fc.constantFrom(null, "2027-01-01T00:00:00Z", "2027-02-01T00:00:00Z").map((dueAt) => ({ dueAt })),
  fc.boolean().map((done) => ({ done })),
  fc.constantFrom(["Inbox"], ["work"], ["work", "garden"]).map((project) => ({ project })),
);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(side, change).map(([side, change]) => edit(side, change)) },
  {
    weight: 2,
    arbitrary: fc.tuple(side, fc.constantFrom("x", "y", "z"), fc.boolean()).map((
      [side, label, add],
    ): Step => ({ do: "label", side, label, add })),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(side, fc.constantFrom("hello", "again")).map(([side, text]): Step => ({
      do: "comment",
      side,
      text,
    })),
  },
  { weight: 1, arbitrary: side.map((side): Step => ({ do: "uncomment", side })) },
  { weight: 1, arbitrary: side.map((side): Step => ({ do: "remove", side })) },
  {
    weight: 4,
    arbitrary: fc.constantFrom<readonly Side[]>(["taskwarrior"], ["vikunja"], sides).map(
      (sides): Step => ({ do: "look", sides }),
    ),
  },
  {
    weight: 5,
    arbitrary: fc.tuple(side, fc.constantFrom("arrives", "arrives", "lost", "never sent")).map((
      [side, answer],
    ): Step => ({ do: "push", side, answer: answer as "arrives" })),
  },
  {
    weight: 2,
    arbitrary: fc.integer({ min: 1, max: 10 }).map((seconds): Step => ({ do: "pass", seconds })),
  },
);

function edit(side: Side, change: Partial<Task>): Step {
  return { do: "edit", side, change };
}

function take(sim: PairSimulation, next: Step): void {
  switch (next.do) {
    case "edit":
      if (sim.held[next.side].task !== null) sim.edit(next.side, next.change);
      return;
    case "label": {
      const task = sim.held[next.side].task;
      if (task === null) return;
      const labels = new Set(task.labels);
      if (next.add) labels.add(next.label);
      else labels.delete(next.label);
      sim.edit(next.side, { labels: [...labels].sort() });
      return;
    }
    case "comment":
      if (sim.held[next.side].task !== null) sim.comment(next.side, next.text);
      return;
    case "uncomment": {
      const task = sim.held[next.side].task;
      if (task !== null) sim.edit(next.side, { comments: task.comments.slice(1) });
      return;
    }
    case "remove":
      if (sim.state.vikunjaId !== null) sim.remove(next.side);
      return;
    case "look":
      sim.look(...next.sides);
      return;
    case "push":
      sim.push(next.side, next.answer);
      return;
    case "pass":
      sim.pass(next.seconds);
  }
}

function started(origin: Side): PairSimulation {
  const sim = new PairSimulation();
  sim.edit(origin, {});
  sim.rest();
  return sim;
}

function assertEqualSides(sim: PairSimulation): void {
  const { taskwarrior, vikunja } = sim.held;
  if (taskwarrior.task === null || vikunja.task === null) {
    assert.equal(taskwarrior.task, vikunja.task);
    return;
  }
  const { comments: ours, doneAt: _, ...left } = taskwarrior.task;
  const { comments: theirs, doneAt: __, ...right } = vikunja.task;
  const priority = plainRepresentation.express(
    "priority",
    right.priority,
    "taskwarrior",
    null,
    { vikunjaId: 7, defaultProject: [], counterpart: (id) => id },
  );
  assert.deepEqual(left, { ...right, priority });
  const texts = (comments: Task["comments"]) => comments.map((comment) => comment.text).sort();
  assert.deepEqual(texts(ours), texts(theirs));
}

Deno.test("decide() ends with equal sides and nothing pending whatever was edited, lost or cut", () => {
  fc.assert(
    fc.property(side, fc.array(step, { maxLength: 40 }), (origin, steps) => {
      const sim = started(origin);
      for (const next of steps) take(sim, next);
      sim.rest();
      assertEqualSides(sim);
      for (const each of sides) assert.equal(sim.state[each].pending, null);
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("decide() writes nothing more on three further looks (trap T16)", () => {
  fc.assert(
    fc.property(side, fc.array(step, { maxLength: 25 }), (origin, steps) => {
      const sim = started(origin);
      for (const next of steps) take(sim, next);
      sim.rest();
      const before = { ...sim.writes, events: sim.events.length };
      for (let pass = 0; pass < 3; pass++) {
        for (const each of sides) sim.look(each);
        for (const each of sides) sim.push(each);
      }
      assert.deepEqual({ ...sim.writes, events: sim.events.length }, before);
    }),
    { numRuns: 500 },
  );
});

Deno.test("decide() makes exactly one write on the other side for any single edit (trap T16)", () => {
  fc.assert(
    fc.property(side, side, change, (origin, edited, change) => {
      const sim = started(origin);
      const before = { ...sim.writes };
      sim.pass(60);
      const task = sim.held[edited].task;
      sim.edit(edited, change);
      sim.rest();
      const writes = sides.reduce((sum, each) => sum + sim.writes[each] - before[each], 0);
      const [field] = Object.keys(change) as (keyof Task)[];
      const shown = (value: unknown) => typeof value === "number" ? Math.min(3, value) : value;
      const isSame = field !== undefined &&
        jsonEqual(shown(task?.[field]), shown((change as Partial<Task>)[field]));
      assert.equal(writes, isSame ? 0 : 1);
    }),
    { numRuns: 500 },
  );
});
