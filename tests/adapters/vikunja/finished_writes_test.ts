import assert from "node:assert/strict";
import { createFinishedWrites } from "@/adapters/vikunja/finished_writes.ts";
import type { Written } from "@/ports/replica.ts";
import { blankTask } from "@tests/support/pair_simulation.ts";

function written(notes: string): Written {
  const task = { ...blankTask, notes };
  const stamps = { changedAt: "2026-01-01T00:00:00Z", linkHint: null };
  return {
    kind: "written",
    reading: { kind: "present", id: "1", task, extra: {}, ...stamps },
    comments: [],
    leftOut: [],
  };
}

Deno.test("R20: createFinishedWrites() keeps the last writes, by number and by what they hold", () => {
  const finished = createFinishedWrites();
  for (let n = 0; n < 1_500; n++) finished.note(`a@${n}`, written("short"));
  assert.equal(finished.get("a@499"), undefined);
  assert.ok(finished.get("a@500") !== undefined);
  for (let n = 0; n < 10; n++) finished.note(`b@${n}`, written("x".repeat(1_000_000)));
  assert.equal(finished.get("a@1499"), undefined);
  assert.deepEqual([finished.get("b@6"), finished.get("b@7") !== undefined], [undefined, true]);
  finished.note("c@1", written("x".repeat(10_000_000)));
  assert.ok(finished.get("c@1") !== undefined);
});
