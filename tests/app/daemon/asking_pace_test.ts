import assert from "node:assert/strict";
import { createQuietPace } from "@/app/daemon/asking_pace.ts";

function paceAt() {
  let nowMs = 0;
  const pace = createQuietPace({ elapsed: () => nowMs, random: () => 0 });
  return { pace, pass: (ms: number) => void (nowMs += ms) };
}

Deno.test("createQuietPace() asks less and less often where nothing happens, and as set once something does", () => {
  const { pace, pass } = paceAt();
  assert.deepEqual([pace.pollMs(30_000), pace.syncMs(15_000)], [30_000, 15_000]);
  pass(4 * 60_000);
  assert.deepEqual([pace.pollMs(30_000), pace.syncMs(15_000)], [60_000, 60_000]);
  pass(24 * 3_600_000);
  assert.deepEqual([pace.pollMs(30_000), pace.syncMs(15_000)], [300_000, 120_000]);
  pace.noteChange();
  assert.deepEqual([pace.pollMs(30_000), pace.syncMs(15_000)], [30_000, 15_000]);
});

Deno.test("createQuietPace() asks Vikunja every five minutes where it tells by itself", () => {
  const { pace, pass } = paceAt();
  pace.noteDelivery();
  assert.deepEqual([pace.pollMs(30_000), pace.syncMs(15_000)], [300_000, 15_000]);
  // It has told nothing for long: nobody knows whether it still would.
  pass(61 * 60_000);
  pace.noteChange();
  assert.equal(pace.pollMs(30_000), 30_000);
});

Deno.test("createQuietPace() never asks more often than is set, and spreads those that were begun together", () => {
  const { pace, pass } = paceAt();
  pass(3_600_000);
  assert.equal(pace.pollMs(3_600_000), 3_600_000);
  const chance = [0, 0.5, 0.99];
  const spread = createQuietPace({ elapsed: () => 0, random: () => chance.shift() ?? 0 });
  const waits = [1, 2, 3].map(() => spread.pollMs(100));
  assert.equal(new Set(waits).size, 3);
});
