import assert from "node:assert/strict";
import type { TaskCommand } from "@/domain/decide/commands.ts";
import type { TaskEvent } from "@/domain/events.ts";
import { showing } from "@/domain/showing.ts";
import { createEchoes, type Echoes } from "@/triggers/echoes.ts";
import type { Delivered } from "@/triggers/wakes.ts";
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

/** A delivery that is sent now: it shows what the server has. */
function sent(pair: HeardPair, event = "task.updated", vikunjaId = pair.remoteId): Delivered {
  const reading = pair.vikunja.reading(vikunjaId);
  if (reading.kind !== "present") return { event, shows: null };
  const { task, extra, changedAt } = reading;
  return {
    event,
    shows: showing({ task, projectTitle: task.project.at(-1) ?? "", extra, changedAt }),
  };
}

Deno.test("cover() takes the deliveries of our own write, however often they come", () => {
  const { pair, echoes, id } = heardPair();
  pair.change("taskwarrior", { title: "ours" });
  pair.rest();
  const delivery = sent(pair);
  assert.equal(echoes.cover(id, [delivery]), true);
  assert.equal(echoes.cover(id, [delivery, delivery]), true);
});

Deno.test("N26: cover() takes no edit of somebody else for ours, whatever we wrote before", () => {
  const { pair, echoes, id } = heardPair();
  for (const title of ["one", "two", "three"]) {
    pair.change("taskwarrior", { title });
    pair.rest();
  }
  pair.change("vikunja", { title: "theirs" });
  assert.equal(echoes.cover(id, [sent(pair)]), false);
  pair.rest();
  for (
    const change of [{ notes: "theirs" }, { labels: ["red"] }, { priority: 3 }, { done: true }]
  ) {
    pair.change("taskwarrior", { title: `ours ${JSON.stringify(change)}` });
    pair.rest();
    assert.equal(echoes.cover(id, [sent(pair)]), true);
    const ours = sent(pair);
    pair.change("vikunja", change);
    assert.equal(echoes.cover(id, [sent(pair)]), false);
    assert.equal(echoes.cover(id, [ours, sent(pair)]), false);
    pair.rest();
  }
});

Deno.test("N26: cover() takes none that set our write back to an earlier one of ours", () => {
  const { pair, echoes, id } = heardPair();
  for (const title of ["one", "two"]) {
    pair.change("taskwarrior", { title });
    pair.rest();
  }
  pair.pass(5);
  pair.change("vikunja", { title: "one" });
  assert.equal(echoes.cover(id, [sent(pair)]), false);
});

Deno.test("cover() takes late deliveries that show an earlier write of ours", () => {
  const { pair, echoes, id } = heardPair();
  const deliveries = ["one", "two", "three"].map((title) => {
    pair.change("taskwarrior", { title });
    pair.rest();
    return sent(pair);
  });
  assert.equal(echoes.cover(id, deliveries), true);
  assert.equal(echoes.cover(id, deliveries.toReversed()), true);
});

Deno.test("N26: cover() looks where an earlier write of ours has the stamp of the last one", () => {
  const { pair, echoes, id } = heardPair();
  const deliveries = ["one", "two"].map((title) => {
    pair.change("taskwarrior", { title });
    pair.look("taskwarrior");
    pair.push("vikunja");
    return sent(pair);
  });
  assert.equal(echoes.cover(id, deliveries.slice(0, 1)), false);
  assert.equal(echoes.cover(id, deliveries.slice(1)), true);
});

Deno.test("cover() takes the deliveries of our create and our delete", () => {
  const { pair, echoes, id } = heardPair();
  const streamId = pair.add("taskwarrior", { title: "new" });
  pair.rest();
  const made = String(pair.state(streamId).vikunjaId);
  assert.equal(echoes.cover(Number(made), [sent(pair, "task.created", made)]), true);
  assert.equal(echoes.cover(Number(made), [{ event: "task.deleted", shows: null }]), false);
  pair.delete("taskwarrior");
  pair.rest();
  assert.equal(echoes.cover(id, [{ event: "task.deleted", shows: null }]), true);
});

Deno.test("cover() takes none that shows nothing, that somebody asked for, or of comments and relations", () => {
  const { pair, echoes, id } = heardPair();
  pair.change("taskwarrior", { title: "ours" });
  pair.rest();
  const { shows } = sent(pair);
  for (const event of ["", "task.comment.created", "task.relation.created"]) {
    assert.equal(echoes.cover(id, [{ event, shows }]), false);
  }
  assert.equal(echoes.cover(id, [{ event: "task.updated", shows: null }]), false);
});

Deno.test("cover() takes none for a write to Taskwarrior", () => {
  const { pair, echoes, id } = heardPair();
  pair.change("vikunja", { title: "theirs" });
  pair.rest();
  assert.equal(echoes.cover(id, [sent(pair)]), false);
});

Deno.test("cover() takes none after the time in which the server sends", () => {
  const { pair, echoes, id } = heardPair();
  pair.change("taskwarrior", { title: "ours" });
  pair.rest();
  pair.elapsedMs = 15_001;
  assert.equal(echoes.cover(id, [sent(pair)]), false);
});
