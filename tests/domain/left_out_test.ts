import assert from "node:assert/strict";
import { projectKey } from "@/domain/obstacle.ts";
import type { TaskCommand } from "@/domain/decide/commands.ts";
import type { Patch } from "@/domain/push.ts";
import { type Reading, type Side, sides } from "@/domain/task.ts";
import { AgreedPair } from "@tests/support/agreed_pair.ts";
import { plainRepresentation } from "@tests/support/pair_simulation.ts";

type Confirm = Extract<TaskCommand, { type: "ConfirmPush" }>;

const said = (sim: AgreedPair, side: Side = "vikunja") =>
  sim.pair[side].leftOut.map(({ what, why }) => `${what}: ${why}`);

function patchFor(sim: AgreedPair, side: Side): Patch {
  const push = sim.pair[side].pending?.push;
  return push?.kind === "update" ? push.patch : {};
}

/** Vikunja answers the push that waits, as it is then. */
function confirm(sim: AgreedPair, answer: Partial<Confirm>): void {
  sim.do({
    type: "ConfirmPush",
    side: "vikunja",
    request: sim.pair.vikunja.pending?.request ?? 0,
    reading: sim.vikunja.reading(sim.remoteId),
    comments: [],
    leftOut: [],
    ...answer,
  });
}

function refusedLabel(): AgreedPair {
  const sim = new AgreedPair();
  sim.change("taskwarrior", { labels: ["bad"] });
  sim.look("taskwarrior");
  confirm(sim, {
    leftOut: ["label bad: Cannot do it: it is bad"],
    lacks: { labels: { add: ["bad"], remove: [] } },
  });
  return sim;
}

Deno.test("N8: a label that is refused is said with its reason, once, and again for no look", () => {
  const sim = refusedLabel();
  assert.deepEqual(said(sim), ['label "bad": Cannot do it: it is bad']);
  sim.news();
  sim.look(...sides);
  sim.do({ type: "Look", readings: [] });
  assert.deepEqual(sim.news(), []);
});

Deno.test("N8: a label that is refused is settled by itself where it is taken away, or put there by somebody", () => {
  const away = refusedLabel();
  away.change("taskwarrior", { labels: [] });
  away.rest();
  assert.deepEqual(said(away), []);
  const there = refusedLabel();
  there.change("vikunja", { labels: ["bad"] });
  there.rest();
  assert.deepEqual(said(there), []);
});

Deno.test("N8: a label that is refused is asked for again by a person, and let rest by one", () => {
  const sim = refusedLabel();
  sim.do({ type: "RetryLeftOut" });
  assert.deepEqual(patchFor(sim, "vikunja").labels?.add, ["bad"]);
  sim.rest();
  assert.deepEqual(sim.task("vikunja")?.labels, ["bad"]);
  assert.deepEqual(said(sim), []);
  const resting = refusedLabel();
  resting.do({ type: "AcceptLeftOut" });
  resting.news();
  resting.rest();
  assert.deepEqual(resting.news(), []);
});

Deno.test("N8: several parts refused at once are each said, and the rest of the change is agreed on", () => {
  const sim = new AgreedPair();
  sim.unknown.add("b");
  sim.change("taskwarrior", { title: "bread", labels: ["bad", "good"], depends: ["a"] });
  const comment = sim.say("taskwarrior", "hello");
  sim.look("taskwarrior");
  sim.change("vikunja", { title: "bread", labels: ["good"] });
  confirm(sim, {
    leftOut: ["label bad: no", "dependency on task a: none", `comment ${comment}: not you`],
    lacks: {
      labels: { add: ["bad"], remove: [] },
      depends: { add: ["a"], remove: [] },
      comments: { add: [{ from: comment, text: "hello", writtenAt: null }], edit: [], remove: [] },
    },
  });
  assert.deepEqual(said(sim), [
    'label "bad": no',
    "dependency on a: none",
    'comment "hello": not you',
  ]);
  sim.rest();
  assert.equal(sim.recorded(), 0);
});

Deno.test("N8: an edit of a comment that was removed in Vikunja meanwhile brings it back there", () => {
  const sim = new AgreedPair();
  const id = sim.say("vikunja", "theirs");
  sim.rest();
  const comments = sim.task("taskwarrior")?.comments.map((each) => ({ ...each, text: "typed" }));
  sim.change("taskwarrior", { comments: comments ?? [] });
  sim.look("taskwarrior");
  sim.change("vikunja", { comments: [] });
  confirm(sim, {
    leftOut: [`edit of comment ${id}: it is not there`],
    lacks: { comments: { add: [], edit: [{ id, text: "typed" }], remove: [] } },
  });
  sim.rest();
  for (const side of sides) {
    assert.deepEqual(sim.task(side)?.comments.map(({ text }) => text), ["typed"]);
  }
  assert.deepEqual([said(sim), sim.recorded()], [[], 0]);
});

Deno.test("N8: what is typed into somebody else's comment is put back and kept, and picked it is one of its own", () => {
  const sim = new AgreedPair();
  const id = sim.say("vikunja", "theirs");
  sim.rest();
  const comments = sim.task("taskwarrior")?.comments.map((each) => ({ ...each, text: "typed" }));
  sim.change("taskwarrior", { comments: comments ?? [] });
  sim.look("taskwarrior");
  confirm(sim, {
    leftOut: [`edit of comment ${id}: no`],
    lacks: { comments: { add: [], edit: [{ id, text: "typed" }], remove: [] } },
  });
  sim.rest();
  assert.deepEqual(sim.conflicts(), ['comments: vikunja "theirs" over "typed"']);
  assert.deepEqual(sim.task("taskwarrior")?.comments.map(({ text }) => text), ["theirs"]);
  const [conflict] = sim.pair.conflicts;
  sim.do({ type: "PickConflict", conflictId: conflict?.id ?? "", side: "taskwarrior" });
  sim.rest();
  for (const side of sides) {
    const texts = sim.task(side)?.comments.map(({ text }) => text).toSorted();
    assert.deepEqual(texts, ["theirs", "typed"]);
  }
  assert.deepEqual(sim.conflicts(), []);
});

Deno.test("N20: what is not allowed for now is asked for by a push of its own, which waits", () => {
  const sim = new AgreedPair();
  sim.change("taskwarrior", { title: "bread", labels: ["shop"] });
  const from = sim.say("taskwarrior", "hello");
  sim.look("taskwarrior");
  sim.change("vikunja", { title: "bread" });
  const comment = { from, text: "hello", writtenAt: null };
  confirm(sim, {
    undone: {
      labels: { add: ["shop"], remove: [] },
      comments: { add: [comment], edit: [], remove: [] },
    },
  });
  assert.deepEqual(Object.keys(patchFor(sim, "vikunja")).toSorted(), ["comments", "labels"]);
  sim.push("vikunja", "never sent");
  sim.look(...sides);
  assert.equal(sim.pair.vikunja.pending?.dead, false);
  sim.rest();
  assert.deepEqual(sim.task("vikunja")?.labels, ["shop"]);
  assert.deepEqual(sim.task("vikunja")?.comments.map(({ text }) => text), ["hello"]);
  assert.deepEqual(said(sim), []);
});

Deno.test("N8: a dependency on a task that has no counterpart is said once all is at rest, and goes when it has one", () => {
  const sim = new AgreedPair();
  sim.unknown.add("b");
  sim.change("taskwarrior", { depends: ["b"] });
  sim.look("taskwarrior");
  assert.deepEqual(said(sim), []);
  sim.do({ type: "Look", readings: [] });
  assert.deepEqual(said(sim), ["dependency on b: that task is not in Vikunja"]);
  sim.news();
  sim.rest();
  assert.deepEqual(sim.news(), []);
  sim.unknown.clear();
  sim.do({ type: "Look", readings: [] });
  sim.rest();
  assert.deepEqual(sim.task("vikunja")?.depends, ["b"]);
  assert.deepEqual(said(sim), []);
});

Deno.test("N8: a date of Vikunja that Taskwarrior cannot hold is said as long as it is there", () => {
  const sim = new AgreedPair();
  sim.policy = {
    representation: {
      ...plainRepresentation,
      express: (field, value, to, current, context) =>
        field === "dueAt" && to === "taskwarrior" && String(value) < "1980"
          ? null as typeof value
          : plainRepresentation.express(field, value, to, current, context),
    },
  };
  sim.change("vikunja", { dueAt: "1925-01-01T00:00:00Z" });
  sim.rest();
  assert.deepEqual(said(sim, "taskwarrior"), [
    "due date 1925-01-01T00:00:00Z: Taskwarrior cannot hold it; it stays in Vikunja only",
  ]);
  sim.change("vikunja", { dueAt: "2027-01-01T00:00:00Z" });
  sim.rest();
  assert.deepEqual(said(sim, "taskwarrior"), []);
});

function seen(sim: AgreedPair, readOnly?: string): void {
  const reading: Reading = sim.vikunja.reading(sim.remoteId);
  assert.equal(reading.kind, "present");
  if (reading.kind !== "present") return;
  const readings = [{
    side: "vikunja" as const,
    reading: readOnly === undefined ? reading : { ...reading, readOnly },
  }];
  sim.do({ type: "Look", readings });
}

Deno.test("R13: edits of a task that may only be read are held and said, its own changes still arrive", () => {
  const sim = new AgreedPair();
  seen(sim, "read only");
  sim.change("taskwarrior", { title: "bread", priority: 3 });
  sim.look("taskwarrior");
  assert.equal(sim.pair.vikunja.pending, null);
  assert.deepEqual(said(sim), ['title "bread": read only', "priority 3: read only"]);
  sim.change("vikunja", { notes: "from there" });
  seen(sim, "read only");
  sim.push("taskwarrior");
  assert.equal(sim.task("taskwarrior")?.notes, "from there");
  assert.equal(sim.task("taskwarrior")?.title, "bread");
  seen(sim);
  sim.rest();
  assert.deepEqual([sim.task("vikunja")?.title, sim.task("vikunja")?.priority], ["bread", 3]);
  assert.deepEqual(said(sim), []);
});

Deno.test("R13: a deletion of what may only be read is held, and carried out when it may be", () => {
  const sim = new AgreedPair();
  seen(sim, "read only");
  sim.delete("taskwarrior");
  sim.look("taskwarrior");
  assert.equal(sim.pair.vikunja.pending, null);
  assert.deepEqual(said(sim), ["its deletion: read only"]);
  seen(sim);
  sim.rest();
  assert.equal(sim.vikunja.tasks.size, 0);
  assert.deepEqual(said(sim), []);
});

Deno.test("R13: a move into a project that takes nothing is held, and all else goes", () => {
  const sim = new AgreedPair();
  const obstacles = new Map([[projectKey(["Old"]), "it is archived"]]);
  sim.policy = { obstacles };
  sim.change("taskwarrior", { project: ["Old"], title: "bread" });
  sim.rest();
  assert.deepEqual(said(sim), ['project "Old": it is archived']);
  assert.deepEqual([sim.task("vikunja")?.project, sim.task("vikunja")?.title], [
    ["Inbox"],
    "bread",
  ]);
  sim.policy = {};
  sim.do({ type: "Look", readings: [] });
  sim.rest();
  assert.deepEqual([said(sim), sim.task("vikunja")?.project], [[], ["Old"]]);
});

Deno.test("N16: what was given up is settled by the next look at the same side that can be decided on", () => {
  const sim = new AgreedPair();
  const message = JSON.stringify({ type: "Look", readings: [{ side: "vikunja" }] });
  sim.do({ type: "RejectMessage", message, code: "INTERNAL", reason: "RangeError" });
  sim.look("taskwarrior");
  sim.do({ type: "Look", readings: [] });
  assert.deepEqual(sim.pair.rejected, ["vikunja"]);
  sim.look("vikunja");
  assert.deepEqual(sim.pair.rejected, []);
});

Deno.test("N8: a dependency on a task that is not in Taskwarrior blocks nothing, and nobody is told of it", () => {
  const sim = new AgreedPair();
  sim.notInTaskwarrior.add("b");
  for (const id of ["b", "c"]) sim.unknown.add(id);
  sim.change("taskwarrior", { depends: ["b"] });
  sim.look("taskwarrior");
  sim.do({ type: "Look", readings: [] });
  assert.deepEqual(said(sim), []);
  sim.change("taskwarrior", { depends: ["b", "c"] });
  sim.look("taskwarrior");
  sim.do({ type: "Look", readings: [] });
  assert.deepEqual(said(sim), ["dependency on c: that task is not in Vikunja"]);
});
