import assert from "node:assert/strict";
import { createCalls } from "@/app/hosts/calls.ts";
import { SyncError } from "@/domain/errors.ts";
import { chanceBy } from "@tests/simulation/chance.ts";
import { createSimulatedTime } from "@tests/simulation/simulated_time.ts";
import { refusal } from "@tests/support/event_store_contract.ts";

Deno.test("wait() ends when somebody calls, or has called since the last one, and else in time", async () => {
  const time = createSimulatedTime(chanceBy(1));
  const calls = createCalls(time.runtime);
  const stop = new AbortController();
  const ended: [boolean, number][] = [];
  const wait = () => calls.wait(1_000, stop.signal).then((how) => ended.push([how, time.nowMs()]));
  void wait();
  await time.pass(400);
  calls.call();
  await time.pass(10);
  calls.call();
  void wait();
  await time.pass(10);
  void wait();
  await time.pass(5_000);
  assert.deepEqual(ended, [[true, 400], [true, 410], [false, 1_420]]);
  const waiting = calls.wait(1_000, stop.signal);
  stop.abort(new SyncError("ABORTED", "stopped"));
  assert.equal((await refusal(waiting)).code, "ABORTED");
  assert.equal((await refusal(calls.wait(1_000, stop.signal))).code, "ABORTED");
});
