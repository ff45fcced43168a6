import assert from "node:assert/strict";
import { noLinks } from "@/domain/links.ts";
import { emptyPair } from "@/domain/state.ts";
import { planTakeBack } from "@/domain/decide/take_back/plan.ts";
import type { TakeBackPlan } from "@/domain/decide/take_back/plan_parts.ts";
import { pastBetween, type TaskPast } from "@/domain/task_past.ts";
import { type Side, sides, type Task } from "@/domain/task.ts";
import { AgreedPair } from "@tests/support/agreed_pair.ts";
import { policyAt } from "@tests/support/pair_simulation.ts";

/** What somebody does to an agreed pair, carried over, as it is to be taken back. */
function changed(sim: AgreedPair, act: () => void): TaskPast {
  const before = sim.pair;
  act();
  sim.rest();
  sim.news();
  return pastBetween(before, sim.pair, true);
}

function planOf(sim: AgreedPair, past: TaskPast): TakeBackPlan {
  const policy = { ...policyAt(sim.now()), ...sim.policy };
  return planTakeBack(sim.pair, past, {
    ...policy,
    context: { ...policy.context, links: noLinks },
    underWay: [],
  });
}

function takeBack(sim: AgreedPair, past: TaskPast): void {
  sim.do({ type: "TakeBack", past });
  sim.rest();
}

function assertBoth(sim: AgreedPair, expected: Partial<Task>): void {
  for (const side of sides) {
    const task = sim.task(side);
    for (const [field, value] of Object.entries(expected)) {
      assert.deepEqual(task?.[field as keyof Task], value, `${field} in ${side}`);
    }
  }
}

Deno.test("decide() takes back an edit on both sides and leaves what was edited since, which the plan names", () => {
  const sim = new AgreedPair({ priority: 5 });
  const past = changed(sim, () => sim.change("taskwarrior", { title: "bread", priority: 1 }));
  sim.change("vikunja", { title: "eggs" });
  sim.rest();
  assert.deepEqual(planOf(sim, past).kept, [
    { field: "title", side: "taskwarrior", value: "eggs", because: "edited since" },
  ]);
  takeBack(sim, past);
  assertBoth(sim, { title: "eggs" });
  assert.equal(sim.task("vikunja")?.priority, 5, "in the form that it had there");
  assert.equal(sim.task("taskwarrior")?.priority, 3);
  assert.deepEqual(sim.conflicts(), []);
});

Deno.test("decide() takes lines of notes back between those that were edited since", () => {
  const sim = new AgreedPair({ notes: "a\nb\nc" });
  const past = changed(sim, () => sim.change("vikunja", { notes: "a\nB\nc" }));
  sim.change("taskwarrior", { notes: "a\nB\nc\nd" });
  sim.rest();
  assert.deepEqual(planOf(sim, past).kept, []);
  takeBack(sim, past);
  assertBoth(sim, { notes: "a\nb\nc\nd" });
});

Deno.test("decide() keeps a line of notes that was edited since, takes the others back, and says so", () => {
  const sim = new AgreedPair({ notes: "a\nb\nc" });
  const past = changed(sim, () => sim.change("vikunja", { notes: "A\nB\nc" }));
  sim.change("taskwarrior", { notes: "A\nBB\nc" });
  sim.rest();
  assert.equal(planOf(sim, past).kept[0]?.field, "notes");
  takeBack(sim, past);
  assertBoth(sim, { notes: "a\nBB\nc" });
});

Deno.test("decide() takes elements back one by one", () => {
  const sim = new AgreedPair({ labels: ["x"] });
  const past = changed(sim, () => sim.change("vikunja", { labels: ["y", "z"] }));
  sim.change("taskwarrior", { labels: ["w", "z"] });
  sim.rest();
  takeBack(sim, past);
  assertBoth(sim, { labels: ["w", "x"] });
});

Deno.test("decide() drops what waits to be carried over where that is taken back", () => {
  const sim = new AgreedPair();
  const before = sim.pair;
  sim.change("taskwarrior", { title: "bread" });
  sim.look("taskwarrior");
  const past = pastBetween(before, sim.pair, true);
  const request = sim.pair.vikunja.pending?.request ?? 0;
  sim.do({
    type: "FailPush",
    side: "vikunja",
    request,
    code: "SERVER_UNAVAILABLE",
    message: "away",
    retryAt: sim.now(),
    untried: true,
  });
  sim.do({ type: "TakeBack", past });
  assert.equal(sim.pair.vikunja.pending, null, "nothing is to be written there");
  sim.rest();
  assertBoth(sim, { title: "milk" });
});

Deno.test("decide() makes a deleted task again on both sides, each as it was, and says what does not come back", () => {
  const sim = new AgreedPair({ priority: 5, labels: ["x"], dueAt: "2027-01-01T00:00:00Z" });
  const said = sim.say("vikunja", "hello");
  assert.ok(said);
  sim.rest();
  const id = sim.remoteId;
  const past = changed(sim, () => sim.delete("taskwarrior"));
  assert.equal(sim.vikunja.tasks.size, 0);
  assert.deepEqual(planOf(sim, past).lost, [
    "its number in Vikunja and its position there",
    "the id and author of 1 comment",
  ]);
  takeBack(sim, past);
  assert.notEqual(sim.remoteId, id);
  assertBoth(sim, { labels: ["x"], dueAt: "2027-01-01T00:00:00Z" });
  assert.equal(sim.task("vikunja")?.priority, 5);
  for (const side of sides) {
    assert.deepEqual(sim.task(side)?.comments.map(({ text }) => text), ["hello"]);
  }
});

Deno.test("decide() takes a new task away again only where nobody has edited it since", () => {
  for (const isEdited of [false, true]) {
    const sim = new AgreedPair({}, "taskwarrior");
    const past = pastBetween(emptyPair(sim.id), sim.pair, true);
    if (isEdited) {
      sim.change("vikunja", { title: "bread" });
      sim.rest();
    }
    takeBack(sim, past);
    const count = isEdited ? 1 : 0;
    assert.deepEqual(sides.map((side) => sim[side].tasks.size), [count, count]);
    assert.equal(planOf(sim, { ...past, mayGo: false }).life.kind, "stays");
  }
});

Deno.test("decide() opens a finished task again", () => {
  const sim = new AgreedPair();
  const past = changed(sim, () => sim.change("vikunja", { done: true }));
  takeBack(sim, past);
  assertBoth(sim, { done: false });
});

Deno.test("decide() refuses to take back while a write is under way, and where it may not write", () => {
  const sim = new AgreedPair();
  const past = changed(sim, () => sim.change("vikunja", { title: "bread" }));
  sim.change("vikunja", { notes: "new" });
  sim.look("vikunja");
  assert.throws(() => sim.do({ type: "TakeBack", past }), { code: "LOCKED", retryable: true });
  sim.rest();
  sim.policy = {
    directions: { fromVikunja: [["Inbox"]], fromTaskwarrior: [], otherEdits: "keep" },
  };
  assert.throws(() => sim.do({ type: "TakeBack", past }), { code: "FORBIDDEN" });
});

Deno.test("decide() takes back once: a second time there is nothing to do", () => {
  const sim = new AgreedPair();
  const past = changed(sim, () => sim.change("vikunja", { title: "bread" }));
  takeBack(sim, past);
  sim.news();
  assert.deepEqual(sim.do({ type: "TakeBack", past }), []);
});

Deno.test("decide() opens a conflict again whose pick is taken back, but not over an edit made since", () => {
  for (const isEdited of [false, true]) {
    const sim = new AgreedPair();
    sim.change("taskwarrior", { title: "bread" });
    sim.pass(60);
    sim.change("vikunja", { title: "eggs" });
    sim.rest();
    const [conflict] = sim.pair.conflicts;
    assert.ok(conflict);
    const before = sim.pair;
    sim.do({ type: "PickConflict", conflictId: conflict.id, side: "taskwarrior" });
    sim.rest();
    const past = { ...pastBetween(before, sim.pair, true), picked: [conflict.id] };
    if (isEdited) {
      sim.change("taskwarrior", { title: "rye" });
      sim.rest();
    }
    takeBack(sim, past);
    assertBoth(sim, { title: isEdited ? "rye" : "eggs" });
    assert.equal(sim.pair.conflicts.length, isEdited ? 0 : 1);
  }
});

Deno.test("decide() makes a task again the same on both sides, though an edit was on its way then", () => {
  for (const edited of sides) {
    const sim = new AgreedPair();
    sim.change(edited, { title: "bread" });
    sim.look(edited);
    const before = sim.pair;
    sim.rest();
    sim.delete("vikunja");
    sim.rest();
    assert.equal(sim.taskwarrior.tasks.size, 0);
    takeBack(sim, pastBetween(before, sim.pair, true));
    assertBoth(sim, { title: "bread" });
  }
});

Deno.test("decide() takes nothing back of a task whose deletion is held, but the deletion itself", () => {
  const sim = new AgreedPair();
  const past = changed(sim, () => sim.change("taskwarrior", { title: "bread" }));
  const before = sim.pair;
  holdDeletion(sim, "vikunja");
  assert.throws(() => sim.do({ type: "TakeBack", past }), { code: "FORBIDDEN" });
  takeBack(sim, pastBetween(before, sim.pair, true));
  assertBoth(sim, { title: "bread" });
});

for (const side of sides) {
  Deno.test(`decide() has a task again whose deletion in ${side} is held, with what was edited on both sides before that taken back`, () => {
    const sim = new AgreedPair({ labels: ["x"] });
    const before = sim.pair;
    sim.change("taskwarrior", { title: "bread", labels: ["y"] });
    sim.rest();
    holdDeletion(sim, side);
    takeBack(sim, pastBetween(before, sim.pair, true));
    assertBoth(sim, { title: "milk", labels: ["x"] });
    assert.deepEqual(sim.conflicts(), []);
  });
}

/** It went with very many others, and somebody is to say what becomes of it. */
function holdDeletion(sim: AgreedPair, side: Side): void {
  sim.delete(side);
  const reading = sim[side].reading(sim.idOn(sim.pair, side) ?? "");
  if (reading.kind !== "gone") return assert.fail(reading.kind);
  sim.do({ type: "Look", readings: [{ side, reading: { ...reading, isHeld: true } }] });
  assert.equal(sim.pair[side].held, "held");
}
