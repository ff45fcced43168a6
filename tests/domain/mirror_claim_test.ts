import assert from "node:assert/strict";
import { claimedLabel } from "@/domain/claim.ts";
import { SyncError } from "@/domain/errors.ts";
import type { ClaimToShow } from "@/domain/decide/mirror_claim.ts";
import { sides, type Task } from "@/domain/task.ts";
import { AgreedPair } from "@tests/support/agreed_pair.ts";

class MirroredPair extends AgreedPair {
  constructor(task: Partial<Task> = {}) {
    super(task);
    this.policy = { taskwarriorOnly: [claimedLabel] };
    this.news();
  }

  mirror(claim: ClaimToShow): void {
    this.do({ type: "MirrorClaim", claim });
  }

  /** Tags and assignees in Taskwarrior, labels and assignees in Vikunja. */
  shown() {
    return sides.map((side) => [this.task(side)?.labels, this.task(side)?.assignees]);
  }
}

const first = { token: 1, assignee: "ann" };
const asFirst = [[[claimedLabel], ["ann"]], [[], ["ann"]]];
const asNone = [[[], []], [[], []]];

Deno.test("mirrorClaim() adds a tag and an assignee once, and takes both away", () => {
  const sim = new MirroredPair();
  sim.mirror(first);
  sim.rest();
  assert.deepEqual(sim.shown(), asFirst);
  sim.news();
  sim.mirror(first);
  assert.deepEqual(sim.news(), []);
  sim.mirror(null);
  sim.rest();
  assert.deepEqual(sim.shown(), asNone);
  assert.equal(sim.pair.shown, null);
  sim.news();
  sim.mirror(null);
  assert.deepEqual(sim.news(), []);
});

Deno.test("mirrorClaim() leaves an assignee that was there before, and every other label", () => {
  const sim = new MirroredPair({ assignees: ["ann", "bob"], labels: ["red"] });
  sim.mirror(first);
  sim.rest();
  assert.deepEqual(sim.shown(), [
    [[claimedLabel, "red"], ["ann", "bob"]],
    [["red"], ["ann", "bob"]],
  ]);
  sim.mirror(null);
  sim.rest();
  assert.deepEqual(sim.shown(), [[["red"], ["ann", "bob"]], [["red"], ["ann", "bob"]]]);
});

Deno.test("mirrorClaim() does not add again what somebody took away, until the next claim", () => {
  const sim = new MirroredPair();
  sim.mirror(first);
  sim.rest();
  sim.change("vikunja", { assignees: [] });
  sim.rest();
  sim.mirror(first);
  sim.rest();
  assert.deepEqual(sim.shown(), [[[claimedLabel], []], [[], []]]);
  sim.mirror({ token: 2, assignee: "ann" });
  sim.rest();
  assert.deepEqual(sim.shown(), asFirst);
});

Deno.test("mirrorClaim() writes nothing to Vikunja where the next claim shows as the last one did", () => {
  const sim = new MirroredPair();
  sim.mirror(first);
  sim.rest();
  const { writes } = sim.vikunja;
  sim.mirror({ token: 2, assignee: "ann" });
  sim.rest();
  assert.equal(sim.vikunja.writes, writes);
  sim.mirror(null);
  sim.rest();
  assert.deepEqual(sim.shown(), asNone);
});

Deno.test("mirrorClaim() takes the assignee of one claim away for that of the next", () => {
  const sim = new MirroredPair();
  sim.mirror(first);
  sim.rest();
  sim.mirror({ token: 2, assignee: "bob" });
  sim.rest();
  assert.deepEqual(sim.shown(), [[[claimedLabel], ["bob"]], [[], ["bob"]]]);
  sim.mirror(null);
  sim.rest();
  assert.deepEqual(sim.shown(), asNone);
});

for (const fate of ["lost", "never sent", "refused"] as const) {
  Deno.test(`mirrorClaim() ends where it should after writes that are ${fate}`, () => {
    const sim = new MirroredPair();
    sim.mirror(first);
    sim.push("vikunja", fate);
    sim.rest();
    assert.deepEqual(sim.shown(), asFirst);
    sim.mirror(null);
    sim.push("vikunja", fate);
    sim.rest();
    assert.deepEqual(sim.shown(), asNone);
    assert.equal(sim.pair.shown, null);
  });

  Deno.test(`mirrorClaim() takes away what an add left behind that was ${fate}`, () => {
    const sim = new MirroredPair();
    sim.mirror(first);
    for (const side of sides) sim.push(side, side === "vikunja" ? fate : "arrives");
    sim.mirror(null);
    sim.rest();
    assert.deepEqual(sim.shown(), asNone);
    assert.equal(sim.pair.shown, null);
  });
}

Deno.test("mirrorClaim() throws LOCKED while a write is under way", () => {
  const sim = new MirroredPair();
  sim.change("taskwarrior", { title: "bread" });
  sim.look("taskwarrior");
  assert.throws(
    () => sim.mirror(first),
    (thrown) => thrown instanceof SyncError && thrown.code === "LOCKED",
  );
});

Deno.test("mirrorClaim() waits where Vikunja is out of reach, and ends where the task went", () => {
  const away = new MirroredPair();
  away.do({
    type: "Look",
    readings: [{
      side: "vikunja",
      reading: { kind: "withdrawn", id: away.remoteId, reason: "archived" },
    }],
  });
  away.news();
  away.mirror(first);
  assert.deepEqual(away.news(), []);

  const gone = new MirroredPair();
  gone.mirror(first);
  gone.rest();
  gone.delete("vikunja");
  gone.rest();
  gone.mirror(null);
  gone.rest();
  assert.equal(gone.pair.shown, null);
  assert.equal(gone.recorded(), 0, "the tag alone is no edit");
});

Deno.test("a tag of Taskwarrior alone is no label of a task made in Vikunja", () => {
  const sim = new MirroredPair();
  const id = sim.add("taskwarrior", { labels: [claimedLabel, "red"] });
  sim.rest();
  const made = sim.vikunja.tasks.get(String(sim.state(id).vikunjaId))?.task;
  assert.deepEqual(made?.labels, ["red"]);
  assert.deepEqual(sim.taskwarrior.tasks.get(id)?.task.labels, [claimedLabel, "red"]);
});
