import assert from "node:assert/strict";
import { SyncError } from "@/domain/errors.ts";
import { keepCounts } from "@/app/daemon/logged_counts.ts";
import { chanceBy } from "@tests/simulation/chance.ts";
import { createSimulatedTime } from "@tests/simulation/simulated_time.ts";

type Log = Parameters<typeof keepCounts>[0]["log"];

function counting(isAhead: boolean) {
  const time = createSimulatedTime(chanceBy(1));
  let [asked, linked] = [0, 1];
  let failure: SyncError | null = null;
  let step = () => {};
  const log = {
    linkCount() {
      asked++;
      if (failure !== null) throw failure;
      return linked;
    },
    pendingList: () => [{ dead: true }, { dead: false }, { dead: false }],
    heldList: () => [{}],
    conflictCount: () => 4,
  } as unknown as Log;
  const counts = keepCounts({
    log,
    onStep: (listener) => void (step = listener),
    runtime: time.runtime,
    isAhead,
  });
  return {
    time,
    counts,
    asked: () => asked,
    fail: (error: SyncError | null) => void (failure = error),
    link() {
      linked++;
      step();
    },
  };
}

Deno.test("keepCounts() counts once until the next step, when somebody asks", async () => {
  const { time, counts, asked, link } = counting(false);
  assert.equal(asked(), 0);
  const expected = { linked: 1, pending: 2, givenUp: 1, held: 1, conflicts: 4 };
  assert.deepEqual([counts.now(), counts.now()], [expected, expected]);
  assert.equal(asked(), 1);
  link();
  await time.pass(5_000);
  assert.equal(asked(), 1);
  assert.equal(counts.now().linked, 2);
});

Deno.test("keepCounts() ahead of those who ask has counted shortly after the last step, and tries again what failed", async () => {
  const { time, counts, asked, link, fail } = counting(true);
  assert.equal(asked(), 1);
  for (const _ of [1, 2, 3]) link();
  await time.pass(1_000);
  assert.equal(asked(), 2);
  assert.equal(counts.now().linked, 4);
  assert.equal(asked(), 2);
  fail(new SyncError("LOG_DAMAGED", "damaged"));
  link();
  await time.pass(1_000);
  assert.throws(() => counts.now(), /damaged/);
  fail(null);
  assert.equal(counts.now().linked, 5);
  link();
  counts[Symbol.dispose]();
  await time.pass(1_000);
  assert.equal(asked(), 5);
});
