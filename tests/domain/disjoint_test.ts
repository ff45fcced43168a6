import assert from "node:assert/strict";
import { overlapOf, type Scope } from "@/domain/disjoint.ts";
import { whyOutside } from "@/domain/selection.ts";
import * as fc from "fast-check";

interface Part extends Partial<Omit<Scope, "projects" | "excludeProjects">> {
  readonly projects?: readonly string[];
  readonly exclude?: readonly string[];
}

function scope({ projects = [], exclude = [], ...more }: Part): Scope {
  const paths = (some: readonly string[]) => some.map((each) => each.split("."));
  return {
    labels: [],
    excludeLabels: [],
    defaultProject: ["Inbox"],
    ...more,
    projects: paths(projects),
    excludeProjects: paths(exclude),
  };
}

Deno.test("overlapOf() finds what two selections by project share", () => {
  const cases: readonly (readonly [Scope, Scope, string | null])[] = [
    [scope({}), scope({}), "tasks of all projects"],
    [scope({}), scope({ projects: ["Work"] }), "tasks of Work"],
    [scope({ exclude: ["work"] }), scope({ projects: ["Work"] }), null],
    [scope({ exclude: ["Work"] }), scope({ projects: ["Work.Old"] }), null],
    [scope({ exclude: ["Work.Old"] }), scope({ projects: ["Work"] }), "tasks of Work"],
    [scope({ projects: ["Home"] }), scope({ projects: ["Work"] }), null],
    [scope({ projects: ["Work.*"] }), scope({ projects: ["Work"] }), "tasks of Work.*"],
    [scope({ projects: ["Client-*"] }), scope({ projects: ["Clients"] }), null],
    [scope({ projects: ["Cl*"] }), scope({ projects: ["Client-*"] }), "tasks of Client-*"],
    [scope({ projects: ["Cl*"], exclude: ["Client*"] }), scope({ projects: ["Client-*"] }), null],
    [scope({ projects: ["*-a"] }), scope({ projects: ["*-b"] }), null],
  ];
  for (const [one, other, shared] of cases) {
    assert.equal(overlapOf(one, other), shared);
    assert.equal(overlapOf(other, one), shared);
  }
});

Deno.test("overlapOf() sees that a task without a project would be of both default projects", () => {
  const work = scope({ projects: ["Work"], defaultProject: ["Work"] });
  assert.equal(overlapOf(work, scope({ exclude: ["Work"] })), "tasks without a project");
  assert.equal(overlapOf(work, scope({ projects: ["Home"] })), null);
});

Deno.test("overlapOf() goes by labels where each of one is left out by the other, and by nothing else", () => {
  const labelled = scope({ labels: ["Job"] });
  assert.equal(overlapOf(labelled, scope({ excludeLabels: ["job"] })), null);
  assert.equal(overlapOf(labelled, scope({ labels: ["home"] })), "tasks of all projects");
});

Deno.test("overlapOf() says of no two selections that they are apart where a task is of both", () => {
  const name = fc.constantFrom("a", "b", "ab", "A", "ba");
  const pattern = fc.array(fc.constantFrom("a", "b", "a*", "*b", "*", "ab", "*a*"), {
    minLength: 1,
    maxLength: 2,
  }).map((names) => names.join("."));
  const label = fc.constantFrom("x", "y");
  const scopes = fc.record({
    projects: fc.array(pattern, { maxLength: 2 }),
    exclude: fc.array(pattern, { maxLength: 2 }),
    labels: fc.array(label, { maxLength: 1 }),
    excludeLabels: fc.array(label, { maxLength: 1 }),
    defaultProject: fc.array(name, { minLength: 1, maxLength: 2 }),
  }, { noNullPrototype: true }).map(scope);
  const task = fc.record({
    project: fc.array(name, { maxLength: 3 }),
    labels: fc.array(label, { maxLength: 2 }),
  }, { noNullPrototype: true });
  const takes = (its: Scope, { project, labels }: { project: string[]; labels: string[] }) =>
    whyOutside({
      project: project.length === 0 ? its.defaultProject : project,
      labels,
      assignees: [],
      finishedAt: null,
      isTaken: true,
    }, { ...its, assigned: "any", me: null, doneSince: null, isFiltered: false }) === null;
  fc.assert(
    fc.property(scopes, scopes, task, (one, other, each) => {
      if (takes(one, each) && takes(other, each)) assert.notEqual(overlapOf(one, other), null);
    }),
    { numRuns: 2_000 },
  );
});
