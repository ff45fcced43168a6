import assert from "node:assert/strict";
import { createTurns } from "@/ports/turns.ts";
import { SyncError } from "@/domain/errors.ts";
import type { Steps } from "@/domain/steps.ts";
import { refusal } from "@tests/support/event_store_contract.ts";
import { handMovedClock } from "@tests/support/hand_moved_clock.ts";

Deno.test("through() gives others their turn each 8 ms of work, and not before", async () => {
  const { world, clock } = handMovedClock();
  function* work(steps: number): Steps<string> {
    for (let step = 0; step < steps; step++) {
      world.nowMs += 1;
      yield;
    }
    return "done";
  }
  const turns = createTurns(clock);
  assert.equal(await turns.through(work(7)), "done");
  assert.equal(world.turns, 0);
  assert.equal(await turns.through(work(1)), "done");
  const each = world.turns;
  assert.ok(each > 0);
  await turns.through(work(24));
  assert.equal(world.turns, 4 * each);
  await turns.next();
  assert.equal(world.turns, 4 * each);
});

Deno.test("through() does no more of the work once its signal is aborted", async () => {
  const { world, clock } = handMovedClock();
  const stop = new AbortController();
  let done = 0;
  function* endless(): Steps<never> {
    for (;;) {
      world.nowMs += 1;
      if (++done === 20) stop.abort(new SyncError("ABORTED", "stopped"));
      yield;
    }
  }
  const { code } = await refusal(createTurns(clock, stop.signal).through(endless()));
  assert.deepEqual([code, done], ["ABORTED", 24]);
});
