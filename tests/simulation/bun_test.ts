import assert from "node:assert/strict";
import { runSchedule, scheduleOf } from "@tests/simulation/schedule.ts";
import { bunTest } from "@tests/support/bun_program.ts";
import { replayInBun } from "../../scripts/simulate/in_bun.ts";

const seeds = [1000, 1001, 1002];

await bunTest(
  "schedules come to the same story and the same log in Deno and in Bun",
  async (bun) => {
    const inBun = await replayInBun(bun, seeds);
    for (const [at, seed] of seeds.entries()) {
      const { faults, story, log } = await runSchedule(scheduleOf(seed));
      assert.deepEqual(inBun[at], { seed, faults, story, log });
    }
  },
);
