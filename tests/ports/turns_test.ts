import assert from "node:assert/strict";
import { createTurns } from "@/ports/turns.ts";
import { SyncError } from "@/domain/errors.ts";
import type { Steps } from "@/domain/steps.ts";
import { refusal } from "@tests/support/event_store_contract.ts";

/** A clock that work moves on by hand; `waits`: how often others had their turn. */
function clock() {
  const world = { nowMs: 0, waits: 0 };
  const runtime = {
    elapsed: () => world.nowMs,
    after(_ms: number, call: () => void) {
      world.waits++;
      queueMicrotask(call);
      return { [Symbol.dispose]() {} };
    },
  };
  return { world, runtime };
}

Deno.test("through() gives others their turn each 8 ms of work, and not before", async () => {
  const { world, runtime } = clock();
  function* work(steps: number): Steps<string> {
    for (let step = 0; step < steps; step++) {
      world.nowMs += 1;
      yield;
    }
    return "done";
  }
  const turns = createTurns(runtime);
  assert.equal(await turns.through(work(7)), "done");
  assert.equal(world.waits, 0);
  assert.equal(await turns.through(work(1)), "done");
  const each = world.waits;
  assert.ok(each > 0);
  await turns.through(work(24));
  assert.equal(world.waits, 4 * each);
  await turns.next();
  assert.equal(world.waits, 4 * each);
});

Deno.test("through() does no more of the work once its signal is aborted", async () => {
  const { world, runtime } = clock();
  const stop = new AbortController();
  let done = 0;
  function* endless(): Steps<never> {
    for (;;) {
      world.nowMs += 1;
      if (++done === 20) stop.abort(new SyncError("ABORTED", "stopped"));
      yield;
    }
  }
  const { code } = await refusal(createTurns(runtime, stop.signal).through(endless()));
  assert.deepEqual([code, done], ["ABORTED", 24]);
});
