import assert from "node:assert/strict";
import { everyMoment } from "@tests/support/kill_moments.ts";
import { createScenario, extentOf, killAndRecover } from "@tests/support/kill_scenarios.ts";
import type { ScenarioName } from "@tests/support/kill_scenarios.ts";
import type { TaskwarriorLine } from "../../scripts/taskwarrior.ts";

const points: readonly (readonly [ScenarioName, TaskwarriorLine, number])[] = [
  ["to Vikunja", "2.6", 2],
  ["to Taskwarrior", "3", 2],
];

for (const [name, line, tasks] of points) {
  Deno.test(`T9 sync ${name} killed at every request and start of task ends as one that is not (Taskwarrior ${line})`, async () => {
    await using scenario = await createScenario(name, line, tasks);
    const moments = everyMoment(await extentOf(scenario));
    let kills = 0;
    for (const moment of moments) {
      if (await killAndRecover(scenario, moment, { rest: false })) kills++;
    }
    assert.ok(kills >= moments.length - 2, `${kills} kills at ${moments.length} points`);
  });
}
