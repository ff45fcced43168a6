import assert from "node:assert/strict";
import { type Candidate, recognise } from "@/domain/first_contact.ts";

function candidate(id: string, change: Partial<Candidate> = {}): Candidate {
  return {
    id,
    title: "milk",
    project: ["Inbox"],
    dueAt: null,
    done: false,
    linkHint: null,
    ...change,
  };
}

const pairs = (ours: readonly Candidate[], theirs: readonly Candidate[]) =>
  recognise(ours, theirs).matches.map((match) => `${match.taskwarrior}=${match.vikunja}`);

Deno.test("recognise() links by project and title where there is one on each side", () => {
  assert.deepEqual(pairs([candidate("a")], [candidate("1")]), ["a=1"]);
  assert.deepEqual(
    pairs([candidate("a", { title: " Äpfel " })], [candidate("1", {
      title: "A\u0308pfel",
    })]),
    ["a=1"],
  );
});

Deno.test("recognise() keeps apart what differs in title, project or being done", () => {
  for (const other of [{ title: "Milk" }, { project: ["work"] }, { done: true }]) {
    assert.deepEqual(pairs([candidate("a")], [candidate("1", other)]), []);
  }
});

Deno.test("recognise() guesses nothing of several, and reports them", () => {
  const { matches, ambiguous } = recognise(
    [candidate("a"), candidate("b")],
    [candidate("1"), candidate("2")],
  );
  assert.deepEqual(matches, []);
  assert.deepEqual(ambiguous, [{ title: "milk", count: 4 }]);
  assert.deepEqual(pairs([candidate("a"), candidate("b")], [candidate("1")]), []);
});

Deno.test("recognise() links those of several whose due date is alone on both sides", () => {
  const [day, other] = ["2026-01-05T00:00:00Z", "2026-01-06T00:00:00Z"];
  assert.deepEqual(
    pairs(
      [candidate("a", { dueAt: day }), candidate("b", { dueAt: other }), candidate("c")],
      [candidate("1", { dueAt: other }), candidate("2", { dueAt: day }), candidate("3")],
    ).sort(),
    ["a=2", "b=1"],
  );
  assert.deepEqual(
    pairs(
      [candidate("a", { dueAt: day }), candidate("b", { dueAt: day })],
      [candidate("1", { dueAt: day }), candidate("2")],
    ),
    [],
  );
});

Deno.test("recognise() trusts a hint that one task alone has, over the title", () => {
  assert.deepEqual(
    pairs([candidate("a"), candidate("b", { title: "bread", linkHint: 1 })], [candidate("1")]),
    ["b=1"],
  );
});

Deno.test("recognise() takes of several tasks with one hint the only one that looks like it", () => {
  const twins = [candidate("a", { linkHint: 1 }), candidate("b", { title: "bread", linkHint: 1 })];
  assert.deepEqual(pairs(twins, [candidate("1")]), ["a=1"]);
  const copies = [candidate("a", { linkHint: 1 }), candidate("b", { linkHint: 1 })];
  assert.deepEqual(pairs(copies, [candidate("1")]), []);
});

Deno.test("recognise() uses each task once", () => {
  const matches = recognise(
    [candidate("a", { linkHint: 1 }), candidate("b")],
    [candidate("1"), candidate("2")],
  ).matches;
  assert.deepEqual(matches.map(({ because }) => because), ["link hint", "same title"]);
  assert.equal(new Set(matches.map(({ vikunja }) => vikunja)).size, 2);
});

Deno.test("recognise() does not mix up ids of the two sides", () => {
  assert.deepEqual(
    pairs([candidate("1", { linkHint: 2 }), candidate("2")], [candidate("1"), candidate("2")]),
    ["1=2", "2=1"],
  );
});
