import assert from "node:assert/strict";
import { runSchedule, scheduleOf } from "@tests/simulation/schedule.ts";

Deno.test("a schedule on SQLite leads to the same log each time", async () => {
  const schedule = scheduleOf(2, true);
  const first = await runSchedule(schedule);
  const again = await runSchedule(schedule);
  assert.equal(again.log, first.log);
  assert.ok(first.events.length > 100);
});
