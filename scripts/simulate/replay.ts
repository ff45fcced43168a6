import process from "node:process";
import { runSchedule, scheduleOf } from "@tests/simulation/schedule.ts";
import type { Replayed } from "./in_bun.ts";

/** What `in_bun.ts` starts: the schedules of these seeds, a line of JSON for each. */
for (const seed of process.argv.slice(2).map(Number)) {
  const { faults, story, log } = await runSchedule(scheduleOf(seed));
  const replayed: Replayed = { seed, faults, story, log };
  console.log(JSON.stringify(replayed));
}
