import assert from "node:assert/strict";
import type { SyncError } from "@/domain/errors.ts";
import { sides, type Task } from "@/domain/task.ts";
import { AgreedPair } from "@tests/support/agreed_pair.ts";

const hasCode = (code: string) => (error: SyncError) => error.code === code;

function inConflict(): AgreedPair {
  const sim = new AgreedPair();
  sim.change("taskwarrior", { title: "bread" });
  sim.pass(60);
  sim.change("vikunja", { title: "eggs" });
  sim.rest();
  return sim;
}

function pick(sim: AgreedPair, side: "taskwarrior" | "vikunja") {
  const conflictId = sim.pair.conflicts[0]?.id ?? "";
  return sim.do({ type: "PickConflict", conflictId, side });
}

Deno.test("decide() keeps the losing value of two edits in a conflict, recorded once", () => {
  const sim = inConflict();
  sim.rest();
  assert.deepEqual(sim.conflicts(), ['title: vikunja "eggs" over "bread"']);
  assert.equal(sim.recorded(), 1);
});

Deno.test("decide() records no conflict for the same value on both sides", () => {
  const sim = new AgreedPair();
  for (const side of sides) sim.change(side, { title: "bread" });
  sim.rest();
  assert.equal(sim.recorded(), 0);
});

Deno.test("decide() records no conflict for edits of different fields", () => {
  const sim = new AgreedPair();
  sim.change("taskwarrior", { title: "bread", labels: ["x"] });
  sim.change("vikunja", { notes: "fresh", labels: ["y"] });
  sim.rest();
  assert.equal(sim.recorded(), 0);
  for (const side of sides) {
    const { title, notes, labels } = sim.task(side) as Task;
    assert.deepEqual({ title, notes, labels }, {
      title: "bread",
      notes: "fresh",
      labels: ["x", "y"],
    });
  }
});

Deno.test("decide() records one conflict once, however often its push fails and is looked at", () => {
  const sim = new AgreedPair();
  sim.change("taskwarrior", { title: "bread" });
  sim.pass(60);
  sim.change("vikunja", { title: "eggs" });
  for (const fate of ["lost", "never sent", "refused", "never sent"] as const) {
    sim.look(...sides);
    sim.push("taskwarrior", fate);
    sim.look("vikunja");
  }
  sim.rest();
  assert.equal(sim.recorded(), 1);
});

Deno.test("decide() records a lost value again where both sides had agreed in between", () => {
  const sim = inConflict();
  sim.pass(60);
  sim.change("taskwarrior", { title: "bread" });
  sim.pass(60);
  sim.change("vikunja", { title: "cake" });
  sim.rest();
  assert.equal(sim.recorded(), 2);
});

Deno.test("pickConflict() brings the lost value back to both sides", () => {
  const sim = inConflict();
  pick(sim, "taskwarrior");
  sim.rest();
  assert.deepEqual(sides.map((side) => sim.task(side)?.title), ["bread", "bread"]);
  assert.deepEqual(sim.conflicts(), []);
  assert.equal(sim.recorded(), 1);
});

Deno.test("pickConflict() leaves both sides alone when the kept value is picked", () => {
  const sim = inConflict();
  const before = [sim.taskwarrior.writes, sim.vikunja.writes];
  pick(sim, "vikunja");
  sim.rest();
  assert.deepEqual([sim.taskwarrior.writes, sim.vikunja.writes], before);
  assert.deepEqual(sim.conflicts(), []);
});

Deno.test("pickConflict() gets its way where the first writes fail", () => {
  for (const fate of ["lost", "never sent", "refused"] as const) {
    const sim = inConflict();
    pick(sim, "taskwarrior");
    for (const side of sides) sim.push(side, fate);
    sim.look(...sides);
    for (const side of sides) sim.push(side, fate);
    sim.rest();
    assert.deepEqual(sides.map((side) => sim.task(side)?.title), ["bread", "bread"]);
  }
});

Deno.test("pickConflict() picks the value that a failed push had not replaced yet", () => {
  const sim = new AgreedPair();
  sim.change("taskwarrior", { title: "bread" });
  sim.pass(60);
  sim.change("vikunja", { title: "eggs" });
  sim.look(...sides);
  sim.push("taskwarrior", "refused");
  pick(sim, "taskwarrior");
  sim.rest();
  assert.deepEqual(sides.map((side) => sim.task(side)?.title), ["bread", "bread"]);
});

Deno.test("pickConflict() waits for a push that is under way", () => {
  const sim = new AgreedPair();
  sim.change("taskwarrior", { title: "bread" });
  sim.pass(60);
  sim.change("vikunja", { title: "eggs" });
  sim.look(...sides);
  assert.throws(() => pick(sim, "taskwarrior"), hasCode("LOCKED"));
  sim.rest();
  pick(sim, "taskwarrior");
});

Deno.test("pickConflict() knows no conflict twice", () => {
  const sim = inConflict();
  const conflictId = sim.pair.conflicts[0]?.id ?? "";
  pick(sim, "vikunja");
  assert.throws(
    () => sim.do({ type: "PickConflict", conflictId, side: "vikunja" }),
    hasCode("NOT_FOUND"),
  );
});

Deno.test("pickConflict() takes a pick back: what stood before stands again, and the conflict is open", () => {
  for (const side of sides) {
    const sim = inConflict();
    const conflictId = sim.pair.conflicts[0]?.id ?? "";
    sim.rest();
    const before = sides.map((each) => sim.task(each)?.title);
    assert.throws(
      () => sim.do({ type: "PickConflict", conflictId, side: null }),
      hasCode("NOT_FOUND"),
    );
    pick(sim, side);
    sim.rest();
    assert.deepEqual(sim.pair.picked.map((picked) => picked.side), [side]);
    sim.do({ type: "PickConflict", conflictId, side: null });
    sim.rest();
    assert.deepEqual(sides.map((each) => sim.task(each)?.title), before);
    assert.deepEqual(sim.pair.picked, []);
    assert.deepEqual(sim.pair.conflicts.map(({ id }) => id), [conflictId]);
    pick(sim, side);
    sim.rest();
    assert.equal(sim.pair.conflicts.length, 0);
  }
});

Deno.test("decide() follows a field that is put back together with another edit, as a conflict", () => {
  const sim = new AgreedPair();
  sim.change("taskwarrior", { title: "bread" });
  sim.rest();
  sim.pass(60);
  sim.change("vikunja", { title: "milk", notes: "from a page of a minute ago" });
  sim.rest();
  assert.deepEqual(sim.conflicts(), ['title: vikunja "milk" over "bread"']);
  assert.equal(sim.task("taskwarrior")?.title, "milk");
  pick(sim, "taskwarrior");
  sim.rest();
  assert.equal(sim.task("vikunja")?.title, "bread");
});

Deno.test("decide() takes a field that is put back alone for an edit", () => {
  const sim = new AgreedPair();
  sim.change("taskwarrior", { title: "bread" });
  sim.rest();
  sim.pass(60);
  sim.change("vikunja", { title: "milk" });
  sim.rest();
  assert.equal(sim.recorded(), 0);
  assert.equal(sim.task("taskwarrior")?.title, "milk");
});

Deno.test("decide() does not take the order of comments for another edit beside a field put back", () => {
  const sim = new AgreedPair();
  for (let count = 0; count < 12; count++) sim.say("vikunja", `comment ${count}`);
  sim.rest();
  sim.change("taskwarrior", { title: "bread" });
  sim.rest();
  sim.pass(60);
  sim.change("vikunja", { title: "milk" });
  sim.rest();
  assert.equal(sim.recorded(), 0);
});

Deno.test("decide() keeps the losing text of a comment edited on both sides, and picks it", () => {
  const sim = new AgreedPair();
  sim.say("vikunja", "first");
  sim.rest();
  const say = (side: "taskwarrior" | "vikunja", text: string) =>
    sim.change(side, {
      comments: (sim.task(side)?.comments ?? []).map((comment) => ({ ...comment, text })),
    });
  say("taskwarrior", "ours");
  sim.pass(60);
  say("vikunja", "theirs");
  sim.rest();
  assert.deepEqual(sim.conflicts(), ['comments: vikunja "theirs" over "ours"']);
  pick(sim, "taskwarrior");
  sim.rest();
  for (const side of sides) {
    assert.deepEqual(sim.task(side)?.comments.map(({ text }) => text), ["ours"]);
  }
});
