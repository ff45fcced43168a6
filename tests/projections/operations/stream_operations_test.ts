import assert from "node:assert/strict";
import type { Operation } from "@/domain/operation.ts";
import { streamOperations } from "@/projections/operations/stream_operations.ts";
import { AgreedPair } from "@tests/support/agreed_pair.ts";

/** `vikunja.title: milk → bread` and the like. */
function told({ kind, by, parts }: Operation): string {
  const words = parts.flatMap(({ changes, presence, conflicts }) => [
    ...presence.map(({ side, before, after, state }) =>
      `${side}: ${before} → ${after}${state === "done" ? "" : ` (${state})`}`
    ),
    ...changes.map(({ side, field, before, after, state }) =>
      `${side}.${field}: ${JSON.stringify(before)} → ${JSON.stringify(after)}` +
      (state === "done" ? "" : ` (${state})`)
    ),
    ...conflicts.map(({ field, lost }) => `${field}: ${JSON.stringify(lost.value)} lost`),
  ]);
  return [by === null ? kind : `${kind} ${by}`, ...words].join("; ");
}

function operationsOf(pair: AgreedPair): readonly string[] {
  return streamOperations(pair.id, pair.log.filter(({ streamId }) => streamId === pair.id))
    .map(told);
}

const change = (title: string) => ({
  type: "EditTask" as const,
  change: { title },
  conditions: { ifVersion: null, token: null },
});

Deno.test("streamOperations() makes one operation of an edit and all that came of it", () => {
  const pair = new AgreedPair();
  pair.change("taskwarrior", { title: "bread", labels: ["shop"] });
  pair.rest();
  assert.deepEqual(operationsOf(pair).slice(1), [
    'edit; taskwarrior.title: "milk" → "bread"; taskwarrior.labels: [] → ["shop"]; ' +
    'vikunja.title: "milk" → "bread"; vikunja.labels: [] → ["shop"]',
  ]);
});

Deno.test("streamOperations() begins with where the task was made", () => {
  const pair = new AgreedPair({}, "taskwarrior");
  assert.deepEqual(operationsOf(pair), [
    "edit; taskwarrior: unknown → present; vikunja: unknown → present",
  ]);
});

Deno.test("streamOperations() tells a command from an edit", () => {
  const pair = new AgreedPair();
  pair.do(change("bread"));
  assert.deepEqual(operationsOf(pair).slice(1), [
    'command; taskwarrior.title: "milk" → "bread" (asked)',
  ]);
  pair.rest();
  assert.deepEqual(operationsOf(pair).slice(1), [
    'command; taskwarrior.title: "milk" → "bread"; vikunja.title: "milk" → "bread"',
  ]);
});

Deno.test("streamOperations() names what was given up, and takes out what was dropped", () => {
  const pair = new AgreedPair();
  pair.change("taskwarrior", { title: "bread" });
  pair.look("taskwarrior");
  pair.push("vikunja", "refused");
  assert.deepEqual(operationsOf(pair).slice(1), [
    'edit; taskwarrior.title: "milk" → "bread"; vikunja.title: "milk" → "bread" (given up)',
  ]);
});

Deno.test("streamOperations() carries an edit over for the one that asked, whatever push it goes with", () => {
  const pair = new AgreedPair();
  pair.change("taskwarrior", { title: "bread" });
  pair.look("taskwarrior");
  pair.push("vikunja", "never sent");
  pair.change("taskwarrior", { priority: 2 });
  pair.rest();
  assert.deepEqual(operationsOf(pair).slice(1), [
    'edit; taskwarrior.title: "milk" → "bread"; vikunja.title: "milk" → "bread"',
    "edit; taskwarrior.priority: 0 → 2; vikunja.priority: 0 → 2",
  ]);
});

Deno.test("streamOperations() tells the edits of both sides apart, each with what lost", () => {
  const pair = new AgreedPair();
  pair.change("vikunja", { title: "old" });
  pair.pass(60);
  pair.change("taskwarrior", { title: "new" });
  pair.rest();
  assert.deepEqual(operationsOf(pair).slice(1), [
    'edit; taskwarrior.title: "milk" → "new"; vikunja.title: "old" → "new"; title: "old" lost',
    'edit; vikunja.title: "milk" → "old"; title: "old" lost',
  ]);
  const [conflict] = pair.pair.conflicts;
  pair.do({ type: "PickConflict", conflictId: conflict?.id ?? "", side: "vikunja" });
  pair.rest();
  assert.deepEqual(operationsOf(pair).slice(3), [
    'pick; vikunja.title: "new" → "old"; taskwarrior.title: "new" → "old"',
  ]);
});

Deno.test("streamOperations() tells an edit that the reading after a write showed from the write", () => {
  const pair = new AgreedPair();
  pair.change("taskwarrior", { title: "bread" });
  pair.look("taskwarrior");
  pair.send("vikunja");
  pair.change("vikunja", { priority: 3 });
  const [answer] = pair.underWay.vikunja.splice(0);
  assert.ok(answer?.answer.type === "ConfirmPush");
  const reading = pair.vikunja.reading(pair.remoteId);
  pair.do({ ...answer.answer, reading });
  pair.rest();
  assert.deepEqual(operationsOf(pair).slice(1), [
    'edit; taskwarrior.title: "milk" → "bread"; vikunja.title: "milk" → "bread"',
    "edit; vikunja.priority: 0 → 3; taskwarrior.priority: 0 → 3",
  ]);
});

Deno.test("streamOperations() has a deletion on both sides in one operation", () => {
  const pair = new AgreedPair();
  pair.delete("vikunja");
  pair.rest();
  assert.deepEqual(operationsOf(pair).slice(1), [
    "edit; taskwarrior: present → deleted; vikunja: present → deleted",
  ]);
});

Deno.test("streamOperations() gives what is carried over to the edit that it comes from, not to the write that ended before", () => {
  const pair = new AgreedPair();
  pair.change("taskwarrior", { labels: ["x"] });
  pair.look("taskwarrior");
  pair.send("vikunja");
  pair.change("taskwarrior", { labels: [] });
  pair.look("taskwarrior");
  pair.deliver("vikunja");
  pair.rest();
  assert.deepEqual(operationsOf(pair).slice(1), [
    'edit; taskwarrior.labels: [] → ["x"]; vikunja.labels: [] → ["x"]',
    'edit; taskwarrior.labels: ["x"] → []; vikunja.labels: ["x"] → []',
  ]);
});
