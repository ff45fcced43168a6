import assert from "node:assert/strict";
import type { SyncEvent } from "@/domain/events.ts";
import { createVitals } from "@/app/vitals.ts";
import { chanceBy } from "@tests/simulation/chance.ts";
import { createSimulatedTime } from "@tests/simulation/simulated_time.ts";

/** A log of pushes that took so long, an hour apart. */
function world(tookMs: readonly number[], isMissing = false) {
  const time = createSimulatedTime(chanceBy(1));
  const endMs = time.runtime.now().getTime();
  let reads = 0;
  const events = tookMs.flatMap((ms, at) => {
    const askedMs = endMs - (tookMs.length - at) * 3_600_000;
    const stored = (type: string, data: object, version: number, ms: number) => ({
      position: at * 2 + version,
      streamId: `task ${at}`,
      version,
      recordedAt: new Date(ms).toISOString(),
      event: { type, data } as SyncEvent,
    });
    return [
      stored("PushRequested", { side: "vikunja" }, 1, askedMs),
      stored("PushConfirmed", { side: "vikunja", request: 1 }, 2, askedMs + ms),
    ];
  });
  const vitals = createVitals({ runtime: time.runtime, logBytes: () => 12 });
  const opened = {
    editClock: { offset: () => ({ from: 1_000, until: 1_200 }) },
    sides: {
      taskwarrior: {
        installation: () =>
          isMissing ? Promise.reject(new Error("no task")) : Promise.resolve({ version: "2.6.2" }),
      },
      vikunja: { version: () => "v2.5.0" },
    },
    log: {
      store: {
        readAll(after: number, limit: number) {
          reads++;
          return events.filter(({ position }) => position > after).slice(0, limit);
        },
      },
      history: {
        lastPosition: () => events.length,
        *firstSince(instant: string) {
          yield;
          return events.find(({ recordedAt }) => recordedAt >= instant)?.position ?? null;
        },
      },
    },
  } as unknown as Parameters<typeof vitals>[0];
  const ask = async () => {
    const told = vitals(opened);
    await time.pass(1_000);
    return await told;
  };
  return { ask, reads: () => reads, time };
}

Deno.test("createVitals() tells how long changes took within the last day, by hour and in all", async () => {
  const { ask } = world([99_999, ...Array.from({ length: 23 }, (_, at) => 100 + at), 5_000]);
  const { lag, isCut, clock, logBytes } = await ask();
  assert.deepEqual([lag.vikunja.count, lag.vikunja.p50Ms, lag.vikunja.p99Ms], [24, 111, 5_000]);
  assert.equal(lag.vikunja.hours.at(-1)?.p50Ms, 5_000);
  assert.deepEqual([lag.taskwarrior.count, lag.taskwarrior.p50Ms], [0, null]);
  assert.deepEqual([isCut, clock, logBytes], [false, { fromMs: 1_000, untilMs: 1_200 }, 12]);
});

Deno.test("createVitals() names the versions of both sides, and that one is not known", async () => {
  const known = await world([1]).ask();
  assert.deepEqual(known.versions, { taskwarrior: "2.6.2", vikunja: "v2.5.0" });
  const { versions } = await world([1], true).ask();
  assert.deepEqual(versions, { taskwarrior: null, vikunja: "v2.5.0" });
});

Deno.test("createVitals() reads the day once for all that ask within ten seconds", async () => {
  const { ask, reads, time } = world([100]);
  await Promise.all([ask(), ask()]);
  assert.equal(reads(), 1);
  await time.pass(11_000);
  await ask();
  assert.equal(reads(), 2);
});
