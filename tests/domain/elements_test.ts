import assert from "node:assert/strict";
import type { Patch } from "@/domain/push.ts";
import { type Side, sides, type Task } from "@/domain/task.ts";
import { AgreedPair } from "@tests/support/agreed_pair.ts";
import { PairSimulation } from "@tests/support/pair_simulation.ts";

const labels = (sim: AgreedPair) => sides.map((side) => sim.task(side)?.labels);
const texts = (sim: AgreedPair) =>
  sides.map((side) => sim.task(side)?.comments.map(({ text }) => text).sort());

function patchFor(sim: AgreedPair, side: Side): Patch {
  const push = sim.pair[side].pending?.push;
  return push?.kind === "update" ? push.patch : {};
}

/** Two tasks that are known to be the same, and never met. */
function firstContact(ours: Partial<Task>, theirs: Partial<Task>) {
  const sim = new PairSimulation();
  const id = sim.add("taskwarrior", ours);
  const remote = sim.add("vikunja", theirs);
  const readings = [
    { side: "taskwarrior" as const, reading: sim.taskwarrior.reading(id) },
    { side: "vikunja" as const, reading: sim.vikunja.reading(remote) },
  ];
  const link = { vikunjaId: Number(remote), because: "same title" as const };
  return {
    sim,
    id,
    remote,
    link: () => {
      sim.apply(id, { type: "Look", readings, link });
      sim.rest();
    },
  };
}

Deno.test("decide() joins labels and comments of two tasks that meet for the first time", () => {
  const { sim, id, remote, link } = firstContact(
    { labels: ["a", "both"], priority: 2 },
    { labels: ["b", "both"], dueAt: "2026-02-01T00:00:00Z" },
  );
  sim.taskwarrior.comment(id, "ours");
  sim.taskwarrior.comment(id, "the same");
  sim.vikunja.comment(remote, "theirs");
  sim.vikunja.comment(remote, "the same");
  const readings = sides.map((side) => ({
    side,
    reading: sim[side].reading(side === "vikunja" ? remote : id),
  }));
  sim.apply(id, {
    type: "Look",
    readings,
    link: { vikunjaId: Number(remote), because: "same title" },
  });
  link();
  for (const held of [sim.taskwarrior.tasks.get(id), sim.vikunja.tasks.get(remote)]) {
    assert.deepEqual(held?.task.labels, ["a", "b", "both"]);
    assert.deepEqual(held?.task.comments.map(({ text }) => text).sort(), [
      "ours",
      "the same",
      "theirs",
    ]);
    assert.equal(held?.task.priority, 2);
    assert.equal(held?.task.dueAt, "2026-02-01T00:00:00Z");
  }
  assert.deepEqual(sim.state(id).conflicts, []);
});

Deno.test("decide() records what two tasks that meet for the first time have both set and differently", () => {
  const { sim, id, link } = firstContact({ notes: "ours" }, { notes: "theirs" });
  link();
  assert.deepEqual(sim.state(id).conflicts.map(({ field }) => field), ["notes"]);
});

Deno.test("decide() takes labels that differ in case alone for one, on each side as it is (trap T24)", () => {
  const { sim, id, remote, link } = firstContact({ labels: ["work"] }, { labels: ["Work"] });
  link();
  assert.deepEqual(sim.taskwarrior.tasks.get(id)?.task.labels, ["work"]);
  assert.deepEqual(sim.vikunja.tasks.get(remote)?.task.labels, ["Work"]);
  const writes = sim.taskwarrior.writes + sim.vikunja.writes;
  sim.taskwarrior.edit(id, { labels: [] });
  sim.rest();
  assert.deepEqual(sim.vikunja.tasks.get(remote)?.task.labels, []);
  assert.equal(sim.taskwarrior.writes + sim.vikunja.writes, writes + 1);
});

Deno.test("decide() carries each of two case-twins over by itself (trap T24)", () => {
  const sim = new AgreedPair();
  sim.change("vikunja", { labels: ["Work", "work"] });
  sim.rest();
  assert.deepEqual(labels(sim), [["Work", "work"], ["Work", "work"]]);
  sim.change("taskwarrior", { labels: ["work"] });
  sim.rest();
  assert.deepEqual(labels(sim), [["work"], ["work"]]);
});

Deno.test("decide() adds and removes labels of both sides at once", () => {
  const sim = new AgreedPair({ labels: ["a", "b"] });
  sim.change("taskwarrior", { labels: ["b", "c"] });
  sim.change("vikunja", { labels: ["a", "d"] });
  sim.rest();
  assert.deepEqual(labels(sim), [["c", "d"], ["c", "d"]]);
});

Deno.test("decide() carries a dependency over as soon as it has a counterpart, once", () => {
  const sim = new AgreedPair();
  sim.unknown.add("b");
  sim.change("taskwarrior", { depends: ["b"] });
  sim.rest();
  assert.deepEqual(sim.task("vikunja")?.depends, []);
  sim.unknown.clear();
  sim.do({ type: "Look", readings: [] });
  sim.push("vikunja");
  assert.deepEqual(sim.task("vikunja")?.depends, ["b"]);
  sim.change("vikunja", { depends: [] });
  sim.rest();
  assert.deepEqual(sim.task("taskwarrior")?.depends, []);
});

Deno.test("decide() leaves a dependency alone whose counterpart is unknown when others change", () => {
  const sim = new AgreedPair();
  sim.unknown.add("b");
  sim.change("taskwarrior", { depends: ["a", "b"] });
  sim.rest();
  sim.change("vikunja", { depends: [] });
  sim.rest();
  assert.deepEqual(sim.task("taskwarrior")?.depends, ["b"]);
});

Deno.test("decide() does not ask for ever for elements that a side does not take", () => {
  const sim = new AgreedPair();
  sim.change("taskwarrior", { labels: ["bad", "good"] });
  sim.look("taskwarrior");
  const { pending } = sim.pair.vikunja;
  sim.change("vikunja", { labels: ["good"] });
  sim.do({
    type: "ConfirmPush",
    side: "vikunja",
    request: pending?.request ?? 0,
    reading: sim.vikunja.reading(sim.remoteId),
    comments: [],
    leftOut: ["label bad"],
  });
  assert.equal(sim.pair.vikunja.pending, null);
  sim.news();
  sim.look(...sides);
  assert.deepEqual(sim.news(), []);
  assert.deepEqual(sim.task("taskwarrior")?.labels, ["bad", "good"]);
  sim.change("taskwarrior", { title: "bread" });
  sim.look("taskwarrior");
  assert.deepEqual(patchFor(sim, "vikunja").labels?.add, ["bad"]);
});

Deno.test("decide() lets a deletion through where only what was refused is apart", () => {
  const sim = new AgreedPair();
  sim.change("taskwarrior", { labels: ["bad"] });
  sim.look("taskwarrior");
  sim.do({
    type: "ConfirmPush",
    side: "vikunja",
    request: sim.pair.vikunja.pending?.request ?? 0,
    reading: sim.vikunja.reading(sim.remoteId),
    comments: [],
    leftOut: ["label bad"],
    lacks: { labels: { add: ["bad"], remove: [] } },
  });
  sim.delete("vikunja");
  sim.rest();
  assert.equal(sim.taskwarrior.tasks.size, 0);
});

Deno.test("decide() leaves a value alone that a side cannot hold", () => {
  const sim = new AgreedPair();
  sim.change("vikunja", { dueAt: "9999-12-30T00:00:00Z" });
  sim.look("vikunja");
  sim.do({
    type: "ConfirmPush",
    side: "taskwarrior",
    request: sim.pair.taskwarrior.pending?.request ?? 0,
    reading: sim.taskwarrior.reading(sim.id),
    comments: [],
    leftOut: ["due"],
    lacks: { dueAt: "9999-12-30T00:00:00Z" },
  });
  sim.rest();
  assert.equal(sim.task("vikunja")?.dueAt, "9999-12-30T00:00:00Z");
  assert.equal(sim.task("taskwarrior")?.dueAt, null);
  assert.equal(sim.recorded(), 0);
});

const removal: readonly (readonly [Side, string])[] = [["taskwarrior", "a"], ["vikunja", "b"]];
for (const [side, text] of removal) {
  Deno.test(`decide() removes a comment that was removed in ${side}, and no other of its text (trap T23)`, () => {
    const sim = new AgreedPair();
    for (const each of [text, text, "other"]) sim.say("vikunja", each);
    sim.rest();
    sim.change(side, { comments: sim.task(side)?.comments.slice(1) ?? [] });
    sim.rest();
    assert.deepEqual(texts(sim), [[text, "other"].sort(), [text, "other"].sort()]);
  });
}

Deno.test("decide() keeps an edited comment that was removed on the other side", () => {
  const sim = new AgreedPair();
  sim.say("vikunja", "first");
  sim.rest();
  sim.change("taskwarrior", { comments: [] });
  const comments = sim.task("vikunja")?.comments.map(({ id }) => ({ id, text: "edited" })) ?? [];
  sim.change("vikunja", { comments });
  sim.rest();
  assert.deepEqual(texts(sim), [["edited"], ["edited"]]);
});

Deno.test("decide() brings back an edited comment that was removed while the edit was written", () => {
  const sim = new AgreedPair();
  sim.say("vikunja", "first");
  sim.rest();
  const comments = sim.task("vikunja")?.comments.map(({ id }) => ({ id, text: "edited" })) ?? [];
  sim.change("vikunja", { comments });
  sim.look("vikunja");
  const edit = sim.taskwarrior.edit.bind(sim.taskwarrior);
  sim.taskwarrior.edit = (id) => edit(id, { comments: [] });
  sim.push("taskwarrior");
  sim.taskwarrior.edit = edit;
  sim.rest();
  assert.deepEqual(texts(sim), [["edited"], ["edited"]]);
});

Deno.test("decide() carries an edit of a comment over as an edit", () => {
  const sim = new AgreedPair();
  sim.say("taskwarrior", "first");
  sim.rest();
  const comments = sim.task("taskwarrior")?.comments.map(({ id }) => ({ id, text: "edited" })) ??
    [];
  sim.change("taskwarrior", { comments });
  sim.look("taskwarrior");
  assert.equal(patchFor(sim, "vikunja").comments?.edit.length, 1);
  sim.rest();
  assert.deepEqual(texts(sim), [["edited"], ["edited"]]);
});

Deno.test("decide() notes the link once, and not again where somebody takes it away", () => {
  const sim = new AgreedPair();
  sim.policy = { notesLink: true };
  const noted = () =>
    sim.events.filter((event) =>
      event.type === "PushRequested" && event.data.push.kind === "update" &&
      event.data.push.patch.link === 7
    ).length;
  const { sim: other, id, link } = firstContact({}, {});
  other.policy = { notesLink: true };
  link();
  const linkPushes = other.events.filter((event) =>
    event.type === "PushRequested" && event.data.push.kind === "update" &&
    event.data.push.patch.link !== undefined
  );
  assert.equal(linkPushes.length, 1);
  other.taskwarrior.edit(id, { title: "bread" });
  other.rest();
  assert.equal(other.state(id).notedLink, other.state(id).vikunjaId);
  sim.change("taskwarrior", { title: "bread" });
  sim.rest();
  assert.equal(noted(), 0);
});
