import assert from "node:assert/strict";
import {
  fields,
  isOneOf,
  type LateField,
  lateFields,
  type ScalarField,
  scalarFields,
} from "@/domain/fields.ts";
import type { SyncError } from "@/domain/errors.ts";
import { type Side, sides, type Task } from "@/domain/task.ts";
import { AgreedPair } from "@tests/support/agreed_pair.ts";
import { plainRepresentation } from "@tests/support/pair_simulation.ts";

type Values = Readonly<Partial<Record<Side, unknown>>>;

function withField(
  field: LateField & ScalarField,
  value: unknown,
): Partial<Pick<Task, LateField & ScalarField>> {
  return Object.fromEntries([[field, value]]);
}

/** A pair of a log of before there was the field, which both sides show from now on. */
function upgraded(field: LateField & ScalarField, values: Values): AgreedPair {
  const sim = new AgreedPair({}, "vikunja", [field]);
  for (const side of sides) {
    if (side in values) sim.change(side, withField(field, values[side]));
    sim.pass(60);
  }
  for (const side of sides) sim[side].untold.delete(field);
  return sim;
}

function held(sim: AgreedPair, field: LateField): readonly unknown[] {
  return sides.map((side) => sim.task(side)?.[field] ?? fields[field].empty);
}

function writes(sim: AgreedPair): number {
  return sim.taskwarrior.writes + sim.vikunja.writes;
}

const lateScalars = lateFields.filter((field): field is LateField & ScalarField =>
  isOneOf(scalarFields, field) && field !== "udas"
);

for (const field of lateScalars) {
  const { empty } = fields[field];
  const [one, other] = empty === null ? ["2031-01-01T00:00:00Z", "2031-02-01T00:00:00Z"] : [25, 75];

  Deno.test(`decide() takes a value that only one side had before the log knew of the ${field}`, () => {
    for (const side of sides) {
      const sim = upgraded(field, { [side]: one });
      sim.rest();
      assert.deepEqual(held(sim, field), [one, one]);
      assert.deepEqual(sim.conflicts(), []);
    }
  });

  Deno.test(`decide() writes nothing where both had the same ${field} before the log knew of it`, () => {
    for (const value of [one, empty]) {
      const sim = upgraded(field, { taskwarrior: value, vikunja: value });
      const before = writes(sim);
      sim.rest();
      assert.deepEqual(held(sim, field), [value, value]);
      assert.equal(writes(sim), before);
    }
  });

  Deno.test(`decide() takes the newer of two values of ${field} that met late, and keeps the other`, () => {
    const sim = upgraded(field, { taskwarrior: one, vikunja: other });
    sim.rest();
    assert.deepEqual(held(sim, field), [other, other]);
    assert.equal(sim.recorded(), 1);
  });

  Deno.test(`decide() waits for both sides to tell the ${field}, and erases neither`, () => {
    for (const side of sides) {
      const sim = new AgreedPair({}, "vikunja", [field]);
      for (const each of sides) sim.change(each, withField(field, one));
      sim[side].untold.delete(field);
      const before = writes(sim);
      sim.rest();
      sim.change(side, { ...withField(field, other), title: "bread" });
      sim.rest();
      assert.equal(sim.task(side === "vikunja" ? "taskwarrior" : "vikunja")?.[field], one);
      assert.equal(writes(sim), before + 1);
      for (const each of sides) sim[each].untold.clear();
      sim.pass(60);
      sim.rest();
      const [ours, theirs] = held(sim, field);
      assert.equal(ours, theirs);
      assert.deepEqual([ours, sim.pair.conflicts[0]?.lost.value].toSorted(), [one, other]);
    }
  });

  Deno.test(`decide() keeps the ${field} of Vikunja where Taskwarrior keeps none for a while`, () => {
    const sim = new AgreedPair(withField(field, one));
    assert.deepEqual(held(sim, field), [one, one]);
    sim.taskwarrior.untold.add(field);
    sim.change("taskwarrior", { title: "bread" });
    sim.rest();
    assert.equal(sim.task("vikunja")?.[field], one);
    sim.taskwarrior.untold.clear();
    sim.change("taskwarrior", { title: "eggs" });
    sim.rest();
    assert.deepEqual(held(sim, field), [one, one]);
    assert.deepEqual(sim.conflicts(), []);
  });

  Deno.test(`decide() carries the ${field} of a task that Taskwarrior got without it, once it keeps one`, () => {
    const sim = new AgreedPair();
    sim.taskwarrior.untold.add(field);
    const id = sim.add("vikunja", { title: "beans", ...withField(field, one) });
    sim.rest();
    sim.taskwarrior.untold.clear();
    sim.pass(60);
    sim.rest();
    const [theirs, ours] = [sim.vikunja, sim.taskwarrior].map((side) =>
      [...side.tasks.values()].find(({ task }) => task.title === "beans")?.task[field]
    );
    assert.equal(sim.vikunja.tasks.get(id)?.task[field], one);
    assert.deepEqual([theirs, ours], [one, one]);
    assert.equal(sim.recorded(), 0);
  });

  Deno.test(`decide() changes the ${field} on the side that keeps it, and says where neither was read`, () => {
    const edit = (sim: AgreedPair) => {
      const change = withField(field, other);
      return sim.do({ type: "EditTask", change, conditions: { ifVersion: null, token: null } });
    };
    const sim = new AgreedPair(withField(field, one));
    sim.taskwarrior.untold.add(field);
    sim.change("taskwarrior", { title: "bread" });
    sim.rest();
    edit(sim);
    sim.rest();
    assert.equal(sim.task("vikunja")?.[field], other);
    const unread = new AgreedPair({}, "vikunja", [field]);
    assert.throws(() => edit(unread), (error: SyncError) => error.code === "USAGE");
  });

  Deno.test(`decide() takes a ${field} that Taskwarrior keeps no more for no edit of the task`, () => {
    const sim = new AgreedPair(withField(field, one));
    sim.taskwarrior.untold.add(field);
    sim.rest();
    sim.delete("vikunja");
    sim.rest();
    assert.equal(sim.task("taskwarrior"), undefined);
    assert.equal(sim.recorded(), 0);
  });

  Deno.test(`decide() makes a task again with the ${field} that it had there, where the other side keeps none`, () => {
    const sim = new AgreedPair(withField(field, one));
    sim.taskwarrior.untold.add(field);
    sim.rest();
    sim.change("taskwarrior", { title: "bread" });
    sim.delete("vikunja");
    sim.rest();
    assert.equal(sim.task("vikunja")?.title, "bread");
    assert.equal(sim.task("vikunja")?.[field], one);
  });

  Deno.test(`decide() makes a task that a backup lost again with the ${field} of the other side`, () => {
    const sim = new AgreedPair(withField(field, one));
    sim.taskwarrior.untold.add(field);
    sim.rest();
    const held = { labels: [], depends: [] };
    sim.do({
      type: "BringBack",
      side: "taskwarrior",
      reading: null,
      lost: [],
      held,
      isUntouched: true,
      seenComments: [],
    });
    const push = sim.pair.taskwarrior.pending?.push;
    assert.ok(push?.kind === "create");
    assert.equal(push.task[field], one);
  });

  Deno.test(`decide() says that Taskwarrior cannot hold a ${field} only where it keeps one`, () => {
    const sim = new AgreedPair();
    const { express } = plainRepresentation;
    sim.policy = {
      representation: {
        ...plainRepresentation,
        express: (name, value, to, current, context) =>
          name === field && to === "taskwarrior"
            ? null as typeof value
            : express(name, value, to, current, context),
      },
    };
    sim.taskwarrior.untold.add(field);
    sim.change("taskwarrior", { title: "bread" });
    sim.change("vikunja", withField(field, one));
    sim.look(...sides);
    sim.do({ type: "Look", readings: [] });
    assert.deepEqual(sim.pair.taskwarrior.leftOut, []);
  });
}

Deno.test("decide() merges attributes of the user's name by name, and keeps what was edited twice", () => {
  const sim = new AgreedPair({ udas: { estimate: "3h", size: "M", gone: "1" } });
  sim.change("taskwarrior", { udas: { estimate: "5h", size: "S", own: "x" } });
  sim.pass(60);
  sim.change("vikunja", { udas: { estimate: "3h", size: "L", gone: "1", theirs: "y" } });
  sim.rest();
  for (const side of sides) {
    assert.deepEqual(sim.task(side)?.udas, { estimate: "5h", size: "L", own: "x", theirs: "y" });
  }
  assert.equal(sim.recorded(), 1);
  sim.change("taskwarrior", { udas: { estimate: "1d", size: "L", own: "x", theirs: "y" } });
  sim.change("vikunja", { udas: { estimate: "5h", size: "L", theirs: "y" } });
  sim.rest();
  for (const side of sides) {
    assert.deepEqual(sim.task(side)?.udas, { estimate: "1d", size: "L", theirs: "y" });
  }
  assert.equal(sim.recorded(), 1);
});

Deno.test("decide() carries what a task is a part of, once both sides tell it, and takes nothing away before", () => {
  const sim = new AgreedPair({ title: "child" }, "vikunja", ["parents"]);
  sim.change("vikunja", { parents: [] });
  const parent = sim.add("vikunja", { title: "parent" });
  sim.rest();
  sim.change("vikunja", { parents: [parent], title: "part" });
  sim.rest();
  assert.equal("parents" in (sim.task("taskwarrior") ?? {}), false);
  for (const side of sides) sim[side].untold.clear();
  sim.pass(60);
  sim.rest();
  assert.deepEqual(sim.task("taskwarrior")?.parents, [parent]);
  assert.deepEqual(sim.task("vikunja")?.parents, [parent]);
  sim.taskwarrior.untold.add("parents");
  sim.change("taskwarrior", { title: "other" });
  sim.rest();
  assert.deepEqual(sim.task("vikunja")?.parents, [parent]);
  sim.taskwarrior.untold.clear();
  sim.change("taskwarrior", { parents: [] });
  sim.rest();
  assert.deepEqual(sim.task("vikunja")?.parents, []);
  assert.equal(sim.recorded(), 0);
});
