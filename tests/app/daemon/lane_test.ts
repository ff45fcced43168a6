import assert from "node:assert/strict";
import { createLane } from "@/app/daemon/lane.ts";
import { SyncError } from "@/domain/errors.ts";
import { chanceBy } from "@tests/simulation/chance.ts";
import { createSimulatedTime } from "@tests/simulation/simulated_time.ts";

function laneOver(work: (time: number) => Promise<void>, mayBegin = () => true) {
  const time = createSimulatedTime(chanceBy(1));
  const failures: string[] = [];
  const stopping = new AbortController();
  let times = 0;
  let done = 0;
  const lane = createLane({
    runtime: time.runtime,
    work: () => work(times++),
    mayBegin,
    onFailure: ({ code }) => void failures.push(code),
    onDone: () => void done++,
    signal: stopping.signal,
  });
  return { lane, time, failures, stopping, times: () => times, done: () => done };
}

Deno.test("what is asked for many times while it is being done is done once more", async () => {
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const { lane, time, times, done } = laneOver((n) => gates[n]?.promise ?? Promise.resolve());
  for (let n = 0; n < 5; n++) lane.wake();
  assert.equal(times(), 1);
  for (let n = 0; n < 5; n++) lane.wake();
  assert.equal(lane.isOwed(), true);
  gates[0]?.resolve();
  await time.pass(1);
  assert.equal(times(), 2);
  assert.equal(done(), 0);
  gates[1]?.resolve();
  await time.pass(1);
  assert.equal(times(), 2);
  assert.equal(lane.isOwed(), false);
  assert.equal(done(), 1);
});

Deno.test("what fails is tried again by itself, after longer and longer pauses, until it goes well", async () => {
  const { lane, time, failures, times } = laneOver((n) =>
    n < 3 ? Promise.reject(new SyncError("SERVER_UNAVAILABLE", "away")) : Promise.resolve()
  );
  lane.wake();
  await time.pass(900);
  assert.equal(times(), 1);
  assert.equal(lane.error()?.code, "SERVER_UNAVAILABLE");
  await time.pass(200);
  assert.equal(times(), 2);
  await time.pass(60_000);
  assert.equal(times(), 4);
  assert.equal(lane.error(), null);
  assert.deepEqual(failures, Array.from({ length: 3 }, () => "SERVER_UNAVAILABLE"));
});

Deno.test("whoever asks shortens the pause to a second, and not more", async () => {
  const { lane, time, times } = laneOver((n) =>
    n < 6 ? Promise.reject(new SyncError("SERVER_UNAVAILABLE", "away")) : Promise.resolve()
  );
  lane.wake();
  await time.pass(20_000);
  const before = times();
  for (let n = 0; n < 10; n++) lane.wake();
  await time.pass(500);
  assert.equal(times(), before);
  await time.pass(600);
  assert.equal(times(), before + 1);
});

Deno.test("once it is stopped nothing begins, and what is under way ends", async () => {
  const gate = Promise.withResolvers<void>();
  const { lane, stopping, times, time } = laneOver(() => gate.promise);
  lane.wake();
  stopping.abort();
  lane.wake();
  let isAtRest = false;
  void lane.rest().then(() => isAtRest = true);
  await time.pass(10);
  assert.equal(isAtRest, false);
  gate.resolve();
  await time.pass(5_000);
  assert.equal(isAtRest, true);
  assert.equal(times(), 1);
});

Deno.test("wakeIn() wakes once for all who asked until then", async () => {
  const { lane, time, times } = laneOver(() => Promise.resolve());
  lane.wakeIn(500);
  await time.pass(300);
  lane.wakeIn(500);
  assert.equal(times(), 0);
  await time.pass(2_000);
  assert.equal(times(), 1);
  lane.wakeIn(500);
  await time.pass(600);
  assert.equal(times(), 2);
});

Deno.test("what is asked for before it may begin is done once it may", async () => {
  let isReady = false;
  const { lane, time, times } = laneOver(() => Promise.resolve(), () => isReady);
  lane.wake();
  await time.pass(1_000);
  assert.equal(times(), 0);
  assert.equal(lane.isOwed(), true);
  isReady = true;
  lane.go();
  await time.pass(1);
  assert.equal(times(), 1);
  assert.equal(lane.isOwed(), false);
});
