import assert from "node:assert/strict";
import { noticeKinds } from "@/domain/notice.ts";
import { check, type Situation } from "@/notices/check.ts";

const rules = { kinds: noticeKinds, staleAfterMs: 3_600_000, unsentAfterMs: 3_600_000 };
const now = "2026-11-20T10:00:00.000Z";
const held = (task: string, since: string) => ({
  task,
  title: task,
  side: "vikunja" as const,
  since,
});

function told(...all: Situation["held"]) {
  const situation: Situation = {
    nowMs: Date.parse(now),
    due: [],
    conflicts: [],
    goodSyncAt: now,
    waiting: [],
    leftOut: [],
    rejected: [],
    held: all,
    failure: null,
    news: [],
  };
  return check(situation, rules);
}

Deno.test("P1 notify tells once that deletions are held, and again when another one is", () => {
  assert.deepEqual(told(), []);
  const [one, ...rest] = told(held("milk", now));
  assert.deepEqual(rest, []);
  assert.deepEqual([one?.kind, one?.task], ["unsent", "milk"]);
  assert.match(one?.text ?? "", /^milk is gone from Vikunja, .*`vikunja-sync held`/);
  const [two] = told(held("milk", now), held("eggs", now));
  assert.match(two?.text ?? "", /^2 tasks are gone from Vikunja/);
  assert.notEqual(two?.id, one?.id);
  assert.equal(told(held("milk", now), held("eggs", now))[0]?.id, two?.id);
});
