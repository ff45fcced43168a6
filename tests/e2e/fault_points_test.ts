import assert from "node:assert/strict";
import { everyMoment } from "@tests/support/kill_moments.ts";
import { createScenario, extentOf, killAndRecover } from "@tests/support/kill_scenarios.ts";
import { isLong } from "@tests/support/long_form.ts";
import type { ScenarioName } from "@tests/support/kill_scenarios.ts";
import type { TaskwarriorLine } from "../../scripts/taskwarrior.ts";

const points: readonly (readonly [ScenarioName, TaskwarriorLine, number])[] = [
  ["to Vikunja", "2.6", 2],
  ["to Taskwarrior", "3", 2],
];

/** In the short form every third moment, from a first one that chance gives; where to begin is told. */
const step = isLong ? 1 : 3;
const first = isLong ? 0 : Math.floor(Math.random() * step);
const which = isLong ? "every" : `every third (from ${first})`;

for (const [name, line, tasks] of points) {
  Deno.test(`T9 sync ${name} killed at ${which} request and start of task ends as one that is not (Taskwarrior ${line})`, async () => {
    await using scenario = await createScenario(name, line, tasks);
    const every = everyMoment(await extentOf(scenario));
    const moments = every.filter((_, index) => index % step === first);
    let kills = 0;
    for (const moment of moments) {
      if (await killAndRecover(scenario, moment, { rest: false })) kills++;
    }
    assert.ok(kills >= moments.length - 2, `${kills} kills at ${moments.length} points`);
  });
}
