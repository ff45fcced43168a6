import assert from "node:assert/strict";
import type { TaskCommand } from "@/domain/commands.ts";
import type { TaskEvent } from "@/domain/events.ts";
import { createEchoes, type Echoes } from "@/triggers/echoes.ts";
import { AgreedPair } from "@tests/support/agreed_pair.ts";

/** A pair whose every step the echoes hear of, as from the log. */
class HeardPair extends AgreedPair {
  elapsedMs = 0;
  // Not a private field: the first steps are taken while the class above is made.
  heard?: Echoes;

  override apply(streamId: string, command: TaskCommand): readonly TaskEvent[] {
    const before = this.state(streamId);
    const events = super.apply(streamId, command);
    this.heard?.note({ before, events, after: this.state(streamId) });
    return events;
  }
}

function heardPair(): { readonly pair: HeardPair; readonly echoes: Echoes; readonly id: number } {
  const pair = new HeardPair();
  const echoes = createEchoes(() => pair.elapsedMs);
  pair.heard = echoes;
  return { pair, echoes, id: Number(pair.remoteId) };
}

Deno.test("cover() takes the one delivery of our own write, and no second one", () => {
  const { pair, echoes, id } = heardPair();
  pair.change("taskwarrior", { title: "ours" });
  pair.rest();
  assert.equal(echoes.cover(id, ["task.updated"]), true);
  assert.equal(echoes.cover(id, ["task.updated"]), false);
});

Deno.test("cover() takes none where one more came than we wrote", () => {
  const { pair, echoes, id } = heardPair();
  pair.change("taskwarrior", { title: "ours" });
  pair.rest();
  assert.equal(echoes.cover(id, ["task.updated", "task.updated"]), false);
});

Deno.test("cover() counts off the deliveries of several writes as they come", () => {
  const { pair, echoes, id } = heardPair();
  for (const title of ["one", "two", "three"]) {
    pair.change("taskwarrior", { title });
    pair.rest();
  }
  assert.equal(echoes.cover(id, ["task.updated"]), true);
  assert.equal(echoes.cover(id, ["task.updated", "task.updated"]), true);
  assert.equal(echoes.cover(id, ["task.updated"]), false);
});

Deno.test("cover() takes no update for the delivery of our create that never came", () => {
  const { pair, echoes } = heardPair();
  const streamId = pair.add("taskwarrior", { title: "new" });
  pair.rest();
  const id = pair.state(streamId).vikunjaId ?? 0;
  assert.equal(echoes.cover(id, ["task.updated"]), false);
  assert.equal(echoes.cover(id, ["task.created"]), false);
});

Deno.test("cover() takes the deliveries of our create and our delete", () => {
  const { pair, echoes, id } = heardPair();
  const streamId = pair.add("taskwarrior", { title: "new" });
  pair.delete("taskwarrior");
  pair.rest();
  assert.equal(echoes.cover(pair.state(streamId).vikunjaId ?? 0, ["task.created"]), true);
  assert.equal(echoes.cover(id, ["task.deleted"]), true);
});

Deno.test("cover() takes none for what somebody asked to look at", () => {
  const { pair, echoes, id } = heardPair();
  pair.change("taskwarrior", { title: "ours" });
  pair.rest();
  assert.equal(echoes.cover(id, [""]), false);
});

Deno.test("cover() takes none for writes that send none, or several: labels, comments", () => {
  const { pair, echoes, id } = heardPair();
  pair.change("taskwarrior", { labels: ["red"] });
  pair.rest();
  assert.equal(echoes.cover(id, ["task.updated"]), false);
  pair.say("taskwarrior", "a remark");
  pair.rest();
  assert.equal(echoes.cover(id, ["task.updated"]), false);
});

Deno.test("cover() takes one update for an assignee of ours, and none where it was refused", () => {
  const { pair, echoes, id } = heardPair();
  pair.do({ type: "MirrorClaim", claim: { token: 1, assignee: "ann" } });
  pair.rest();
  assert.equal(echoes.cover(id, ["task.updated"]), true);
  assert.equal(echoes.cover(id, ["task.updated"]), false);
  pair.do({ type: "MirrorClaim", claim: { token: 2, assignee: "bob" } });
  const refused = pair.pair.vikunja;
  const { task, extra, changedAt } = refused;
  if (task === null || changedAt === null) throw new Error("it is there");
  pair.do({
    type: "ConfirmPush",
    side: "vikunja",
    request: refused.pending?.request ?? 0,
    reading: { kind: "present", id: pair.remoteId, task, extra, changedAt, linkHint: null },
    comments: [],
    leftOut: ["bob"],
    lacks: { assignment: { add: ["bob"], remove: ["ann"] } },
  });
  assert.equal(echoes.cover(id, ["task.updated"]), false);
});

Deno.test("cover() takes none for a write to Taskwarrior", () => {
  const { pair, echoes, id } = heardPair();
  pair.change("vikunja", { title: "theirs" });
  pair.rest();
  assert.equal(echoes.cover(id, ["task.updated"]), false);
});

Deno.test("cover() takes none after the time in which the server sends", () => {
  const { pair, echoes, id } = heardPair();
  pair.change("taskwarrior", { title: "ours" });
  pair.rest();
  pair.elapsedMs = 15_001;
  assert.equal(echoes.cover(id, ["task.updated"]), false);
});
