import assert from "node:assert/strict";
import { AgreedPair } from "@tests/support/agreed_pair.ts";

Deno.test("nobody changes a task through us, or picks for it, while its deletion is held", () => {
  const sim = new AgreedPair();
  sim.change("vikunja", { title: "tea" });
  sim.pass(60);
  sim.change("taskwarrior", { title: "mine" });
  sim.rest();
  const [conflict] = sim.pair.conflicts;
  const gone = { kind: "gone", id: sim.remoteId, how: "deleted", changedAt: null } as const;
  const reading = { ...gone, isHeld: true } as const;
  sim.do({ type: "Look", readings: [{ side: "vikunja", reading }] });
  const conditions = { ifVersion: null, token: null };
  const pick = { type: "PickConflict", conflictId: conflict?.id ?? "", side: "vikunja" } as const;
  const edit = { type: "EditTask", change: { title: "new" }, conditions } as const;
  for (const command of [pick, edit]) {
    assert.throws(() => sim.do(command), { code: "MASS_DELETE" });
  }
  sim.do({ type: "AnswerHeld", side: "vikunja", answer: "bring back" });
  sim.rest();
  sim.do(pick);
  sim.rest();
  assert.deepEqual([sim.task("taskwarrior")?.title, sim.task("vikunja")?.title], ["tea", "tea"]);
});

Deno.test("what waited is dropped where it may not go any more, and a held deletion is not decided by that", () => {
  const sim = new AgreedPair({ project: ["Work"] });
  sim.change("taskwarrior", { title: "mine" });
  sim.look("taskwarrior");
  const gone = { kind: "gone", id: sim.id, how: "deleted", changedAt: null } as const;
  const reading = { ...gone, isHeld: true } as const;
  sim.do({ type: "Look", readings: [{ side: "taskwarrior", reading }] });
  const only = { fromVikunja: [["Work"]], fromTaskwarrior: [] };
  sim.policy = { directions: { ...only, otherEdits: "put-back" } };
  sim.news();
  sim.do({ type: "CheckSettings" });
  assert.deepEqual(sim.news(), ["PushDropped"]);
  sim.do({ type: "AnswerHeld", side: "taskwarrior", answer: "let go" });
  assert.deepEqual(sim.news(), ["DeletionReleased", "ConflictResolved", "PushRequested"]);
});
