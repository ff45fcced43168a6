import assert from "node:assert/strict";
import type { Database } from "@/adapters/postgres/database.ts";
import { createWakeUps } from "@/adapters/postgres/wake_ups.ts";
import { SyncError } from "@/domain/errors.ts";
import { chanceBy } from "@tests/simulation/chance.ts";
import { createSimulatedTime } from "@tests/simulation/simulated_time.ts";

/** A database that answers so; when each of its statements came. */
function callWorld(answer: () => Promise<readonly []>) {
  const time = createSimulatedTime(chanceBy(1));
  const sentAt: number[] = [];
  const db = {
    query() {
      sentAt.push(time.nowMs());
      return answer();
    },
  } as unknown as Database;
  const { runtime } = time;
  const connections = { db, hear: () => ({ [Symbol.dispose]() {} }) };
  const wakeUps = createWakeUps({ connections, list: "team", about: "events", runtime });
  return { ...time, sentAt, ...wakeUps };
}

Deno.test("call() notifies at once, and again after 20 ms where somebody has called meanwhile", async () => {
  const world = callWorld(() => Promise.resolve([]));
  world.call();
  for (let ms = 0; ms < 55; ms++) {
    world.call();
    await world.pass(1);
  }
  await world.pass(1_000);
  assert.deepEqual(world.sentAt, [0, 20, 40, 60]);
});

Deno.test("call() asks a database no more that knows no NOTIFY, and one again that was away", async () => {
  for (const [code, times] of [["INTERNAL", 1], ["STORE_UNAVAILABLE", 3]] as const) {
    const world = callWorld(() => Promise.reject(new SyncError(code, "no")));
    for (let time = 0; time < 3; time++) {
      world.call();
      await world.pass(100);
    }
    assert.equal(world.sentAt.length, times);
  }
});
