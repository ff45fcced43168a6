import assert from "node:assert/strict";
import { sides } from "@/domain/task.ts";
import { AgreedPair } from "@tests/support/agreed_pair.ts";

const titles = (sim: AgreedPair) => sides.map((side) => sim.task(side)?.title);

Deno.test("decide() asks for nothing more while a push is under way, and goes on after it", () => {
  const sim = new AgreedPair();
  sim.change("taskwarrior", { title: "bread" });
  sim.look("taskwarrior");
  sim.send("vikunja");
  sim.change("taskwarrior", { title: "cake" });
  sim.news();
  sim.look("taskwarrior");
  assert.deepEqual(sim.news(), ["TaskObserved"]);
  sim.deliver("vikunja");
  assert.deepEqual(sim.news(), ["TaskObserved", "PushConfirmed", "PushRequested"]);
  sim.rest();
  assert.deepEqual(titles(sim), ["cake", "cake"]);
  assert.equal(sim.recorded(), 0);
});

Deno.test("decide() does not send a value back that its own push replaced and a late answer shows", () => {
  const sim = new AgreedPair();
  sim.change("taskwarrior", { title: "bread" });
  sim.look("taskwarrior");
  sim.send("vikunja");
  sim.pass(10);
  sim.change("vikunja", { title: "eggs" });
  sim.look("vikunja");
  sim.deliver("vikunja");
  sim.push("taskwarrior");
  assert.deepEqual(titles(sim), ["eggs", "eggs"]);
  sim.rest();
  assert.equal(sim.recorded(), 0);
});

Deno.test("decide() takes an edit made after a push that arrived without an answer for the only one", () => {
  const sim = new AgreedPair();
  sim.change("taskwarrior", { title: "bread" });
  sim.look("taskwarrior");
  sim.push("vikunja", "lost");
  sim.pass(10);
  sim.change("taskwarrior", { title: "cake" });
  sim.look(...sides);
  sim.rest();
  assert.deepEqual(titles(sim), ["cake", "cake"]);
  assert.equal(sim.recorded(), 0);
});

Deno.test("decide() leaves a failed push to be sent again, without another request for each look", () => {
  const sim = new AgreedPair();
  sim.change("taskwarrior", { title: "bread" });
  sim.look("taskwarrior");
  sim.push("vikunja", "never sent");
  sim.news();
  for (let time = 0; time < 3; time++) sim.look("taskwarrior");
  assert.deepEqual(sim.news(), []);
});

Deno.test("decide() leaves a push that was given up alone while both sides stay as they are", () => {
  const sim = new AgreedPair();
  sim.change("taskwarrior", { labels: ["refused"] });
  sim.look("taskwarrior");
  sim.push("vikunja", "refused");
  sim.news();
  for (let time = 0; time < 3; time++) sim.look(...sides);
  assert.deepEqual(sim.news(), []);
});

Deno.test("decide() decides anew on a push that was given up when another field changes", () => {
  const sim = new AgreedPair();
  sim.change("taskwarrior", { labels: ["refused"] });
  sim.look("taskwarrior");
  sim.push("vikunja", "refused");
  sim.change("taskwarrior", { labels: [], title: "bread" });
  sim.look("taskwarrior");
  sim.push("vikunja");
  assert.deepEqual(titles(sim), ["bread", "bread"]);
});

Deno.test("decide() forgets a push that was given up when its edit is taken back", () => {
  const sim = new AgreedPair();
  sim.change("taskwarrior", { title: "refused" });
  sim.look("taskwarrior");
  sim.push("vikunja", "refused");
  sim.change("taskwarrior", { title: "milk" });
  sim.look("taskwarrior");
  assert.equal(sim.pair.vikunja.pending, null);
});

Deno.test("decide() tries a create that was given up again when its task changes", () => {
  const sim = new AgreedPair();
  const id = sim.add("taskwarrior", { title: "too long" });
  sim.look("taskwarrior");
  sim.push("vikunja", "refused");
  sim.look("taskwarrior");
  assert.equal(sim.state(id).vikunja.pending?.dead, true);
  sim.taskwarrior.edit(id, { title: "short" });
  sim.look("taskwarrior");
  sim.push("vikunja");
  assert.equal(sim.state(id).vikunja.task?.title, "short");
});

Deno.test("decide() makes a comment once where its push arrived and the answer was lost", () => {
  const sim = new AgreedPair();
  sim.say("taskwarrior", "hello");
  sim.look("taskwarrior");
  sim.push("vikunja", "lost");
  sim.change("taskwarrior", { title: "bread" });
  sim.look("taskwarrior");
  sim.rest();
  assert.equal(sim.task("vikunja")?.comments.length, 1);
  assert.equal(sim.task("taskwarrior")?.comments.length, 1);
});

Deno.test("decide() makes a comment once where its push was given up and replaced, but had arrived", () => {
  const sim = new AgreedPair();
  sim.say("taskwarrior", "hello");
  sim.look("taskwarrior");
  sim.push("vikunja", "lost");
  sim.push("vikunja", "refused");
  sim.change("taskwarrior", { title: "bread" });
  sim.look("taskwarrior");
  sim.push("vikunja");
  sim.rest();
  assert.equal(sim.task("vikunja")?.comments.length, 1);
  assert.equal(sim.task("taskwarrior")?.comments.length, 1);
});

Deno.test("decide() ignores the answer to a push that was dropped, but not what it shows", () => {
  const sim = new AgreedPair();
  sim.change("vikunja", { title: "eggs" });
  sim.look("vikunja");
  sim.send("taskwarrior");
  sim.delete("vikunja");
  sim.change("taskwarrior", { notes: "more" });
  sim.look(...sides);
  sim.deliver("taskwarrior");
  sim.rest();
  assert.deepEqual(titles(sim), ["eggs", "eggs"]);
  assert.equal(sim.task("vikunja")?.notes, "more");
});

Deno.test("decide() has no use for readings of a task that is not of this pair", () => {
  const sim = new AgreedPair();
  sim.add("vikunja", { title: "other" });
  const events = sim.do({
    type: "Look",
    readings: [{ side: "vikunja", reading: sim.vikunja.reading("8") }],
  });
  assert.deepEqual(events, []);
});

Deno.test("decide() makes a new request where the task made belongs to another pair", () => {
  const sim = new AgreedPair();
  const id = sim.add("taskwarrior", { title: "bread" });
  sim.look("taskwarrior");
  const request = sim.state(id).vikunja.pending?.request ?? 0;
  const taken = { code: "LINK_TAKEN", message: "taken", retryAt: null } as const;
  sim.apply(id, { type: "FailPush", side: "vikunja", request, ...taken });
  const again = sim.state(id).vikunja.pending;
  assert.equal(again?.push.kind, "create");
  assert.ok((again?.request ?? 0) > request);
});

Deno.test("decide() takes an edit of what it has just written, seen before the answer, for no conflict", () => {
  const sim = new AgreedPair();
  sim.change("vikunja", { title: "eggs" });
  sim.look("vikunja");
  sim.send("taskwarrior");
  sim.pass(10);
  sim.change("taskwarrior", { title: "cake" });
  sim.look("taskwarrior");
  sim.deliver("taskwarrior");
  sim.rest();
  assert.deepEqual(titles(sim), ["cake", "cake"]);
  assert.equal(sim.recorded(), 0);
});

Deno.test("decide() leaves a repeated try that is under way alone", () => {
  const sim = new AgreedPair();
  sim.say("taskwarrior", "hello");
  sim.look("taskwarrior");
  sim.push("vikunja", "never sent");
  const before = sim.vikunja.reading(sim.remoteId);
  sim.send("vikunja");
  sim.news();
  sim.do({ type: "Look", readings: [{ side: "vikunja", reading: before }] });
  assert.deepEqual(sim.news(), []);
  sim.deliver("vikunja");
  assert.deepEqual(sim.news(), ["TaskObserved", "PushConfirmed"]);
});

Deno.test("decide() keeps both where somebody may have set what a write of which nobody knows was to write", () => {
  const sim = new AgreedPair();
  sim.change("taskwarrior", { title: "bread" });
  sim.look("taskwarrior");
  sim.push("vikunja", "never sent");
  sim.pass(10);
  sim.change("taskwarrior", { title: "cake" });
  sim.look("taskwarrior");
  sim.pass(10);
  sim.change("vikunja", { title: "bread" });
  sim.look("vikunja");
  sim.rest();
  assert.deepEqual(titles(sim), ["cake", "cake"]);
  assert.equal(sim.recorded(), 1);
});
