import assert from "node:assert/strict";
import { isOf, type Selectable, type Selection, whyOutside } from "@/domain/selection.ts";
import { selecting } from "@tests/support/selecting.ts";

const task: Selectable = {
  project: ["Work", "Garden"],
  labels: ["Home", "next"],
  assignees: [],
  finishedAt: null,
  isTaken: false,
};
const why = (selection: Partial<Selection>, of: Partial<Selectable> = {}) =>
  whyOutside({ ...task, ...of }, selecting(selection).selection);

Deno.test("whyOutside() takes a project with all below it, or only what is below, or names with *", () => {
  assert.equal(why({ projects: [["Work"]] }), null);
  assert.equal(why({ projects: [["Work", "*"]] }), null);
  assert.equal(
    why({ projects: [["Work", "*"]] }, { project: ["Work"] }),
    "its project Work is not selected",
  );
  assert.equal(why({ projects: [["W*k"]] }), null);
  assert.equal(why({ projects: [["work"]] }), null);
  assert.equal(why({ projects: [["Wor"]] }), "its project Work / Garden is not selected");
  assert.equal(
    why({ projects: [["Work"]], excludeProjects: [["*", "Garden"]] }),
    "its project Work / Garden is excluded",
  );
});

Deno.test("isOf() matches a name as a whole, each part of a pattern once and in order", () => {
  const is = (name: string, pattern: string) => isOf([name], [pattern]);
  assert.deepEqual(
    [is("abcab", "ab*ab"), is("ab", "ab*ab"), is("aba", "ab*ba"), is("a-x-b", "a*x*b")],
    [true, false, false, true],
  );
  assert.deepEqual([is("abc", "ab"), is("", "*"), is("ä", "a\u0308")], [false, true, true]);
  assert.equal(is("axb", "a*x*x*b"), false);
});

Deno.test("whyOutside() asks for one of the labels and none of the excluded ones, in any case", () => {
  assert.equal(why({ labels: ["home", "other"] }), null);
  assert.equal(why({ labels: ["other"] }), "it has none of the selected labels");
  assert.equal(why({ excludeLabels: ["NEXT"] }), "its label NEXT is excluded");
});

Deno.test("whyOutside() asks for whom it is", () => {
  const assigned = (how: Selection["assigned"], ...assignees: readonly string[]) =>
    why({ assigned: how }, { assignees });
  assert.equal(assigned("me", "bob", "anna"), null);
  assert.equal(assigned("me"), "it is not assigned to you");
  assert.equal(assigned("me-or-nobody"), null);
  assert.equal(assigned("me-or-nobody", "bob"), "it is assigned to somebody else");
  assert.equal(assigned("any", "bob"), null);
});

Deno.test("whyOutside() leaves out what was finished long ago, and what Taskwarrior's filter does not take", () => {
  const doneSince = { at: "2026-08-01T00:00:00.000Z", age: "90d" };
  assert.equal(why({ doneSince }), null);
  assert.equal(why({ doneSince }, { finishedAt: "2026-08-01T00:00:00Z" }), null);
  const old = { finishedAt: "2026-07-31T23:59:59Z" };
  assert.equal(why({ doneSince }, old), "it was finished more than 90d ago");
  assert.equal(why({ isFiltered: true }), "Taskwarrior's filter leaves it out");
  assert.equal(why({ isFiltered: true }, { isTaken: true }), null);
});
