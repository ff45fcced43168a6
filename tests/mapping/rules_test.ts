import assert from "node:assert/strict";
import fc from "fast-check";
import { noLinks } from "@/domain/links.ts";
import type { PairContext } from "@/domain/representation.ts";
import { otherSide, type Side, sides } from "@/domain/task.ts";
import { createProjectMapping } from "@/mapping/project_mapping.ts";
import { markup } from "@/mapping/markup.ts";
import { createRepresentation } from "@/mapping/representation.ts";

const projects = createProjectMapping([
  { taskwarrior: ["work"], vikunja: ["Customers", "Work"] },
  { taskwarrior: ["work", "lab"], vikunja: ["Lab"] },
  { taskwarrior: ["a"], vikunja: ["b"] },
  { taskwarrior: ["b"], vikunja: ["a"] },
]);
const { express } = createRepresentation(() => markup, {
  projects,
  priority: { L: 2, M: 3, H: 5 },
});
const context: PairContext = { vikunjaId: 1, defaultProject: ["Inbox"], links: noLinks };

const path = fc.array(fc.constantFrom("work", "Work", "Customers", "lab", "Lab", "a", "b", "x"), {
  minLength: 1,
  maxLength: 4,
});
const held = {
  project: { taskwarrior: fc.oneof(path, fc.constant<string[]>([])), vikunja: path },
  priority: { taskwarrior: fc.nat(3), vikunja: fc.nat(5) },
};

function forEach(check: <F extends "project" | "priority">(field: F, to: Side) => void) {
  for (const field of ["project", "priority"] as const) {
    for (const to of sides) check(field, to);
  }
}

Deno.test("express() by a mapping: what was carried over is no edit on the way back, and rests", () => {
  forEach((field, to) => {
    const [from, there] = [held[field][otherSide(to)], held[field][to]];
    fc.assert(
      fc.property(from as fc.Arbitrary<never>, there as fc.Arbitrary<never>, (value, current) => {
        for (const now of [current, null]) {
          const said = express(field, value, to, now, context);
          assert.deepEqual(express(field, said, otherSide(to), value, context), value);
          assert.deepEqual(express(field, value, to, said, context), said);
        }
        const shown = express(field, current, otherSide(to), null, context);
        assert.deepEqual(express(field, shown, to, current, context), current);
      }),
      { numRuns: 500 },
    );
  });
});

Deno.test("express() carries a mapped project, and all below it", () => {
  const there = (...path: string[]) => express("project", path, "vikunja", null, context);
  const here = (...path: string[]) => express("project", path, "taskwarrior", null, context);
  assert.deepEqual(there("work", "garden"), ["Customers", "Work", "garden"]);
  assert.deepEqual(there("WORK"), ["Customers", "Work"]);
  assert.deepEqual(there("work", "lab", "one"), ["Lab", "one"]);
  assert.deepEqual(there("working"), ["working"]);
  assert.deepEqual(there("a", "b"), ["b", "b"]);
  assert.deepEqual(here("customers", "work", "garden"), ["work", "garden"]);
  assert.deepEqual(here("Customers"), ["Customers"]);
  assert.deepEqual(here("Lab"), ["work", "lab"]);
  assert.deepEqual(here("Inbox"), []);
});

Deno.test("express() shows the default project by its name where that is mapped", () => {
  const named = createRepresentation(() => markup, {
    projects: createProjectMapping([{ taskwarrior: ["in"], vikunja: ["Inbox"] }]),
    priority: { L: 1, M: 2, H: 3 },
  });
  assert.deepEqual(named.express("project", ["Inbox"], "taskwarrior", null, context), ["in"]);
  assert.deepEqual(named.express("project", ["Inbox"], "taskwarrior", [], context), []);
  assert.deepEqual(named.express("project", [], "vikunja", ["Inbox"], context), ["Inbox"]);
});

Deno.test("express() has a letter for each of Vikunja's priorities, and keeps those between", () => {
  const letter = (priority: number) => express("priority", priority, "taskwarrior", null, context);
  assert.deepEqual([0, 1, 2, 3, 4, 5].map(letter), [0, 1, 1, 2, 2, 3]);
  assert.equal(express("priority", 2, "vikunja", null, context), 3);
  assert.equal(express("priority", 2, "vikunja", 4, context), 4);
  assert.equal(express("priority", 3, "vikunja", 4, context), 5);
  assert.equal(express("priority", 0, "vikunja", 4, context), 0);
});
