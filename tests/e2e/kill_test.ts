import { randomMoments } from "@tests/support/kill_moments.ts";
import {
  createScenario,
  extentOf,
  killAndRecover,
  type ScenarioName,
} from "@tests/support/kill_scenarios.ts";
import { isLong } from "@tests/support/long_form.ts";
import { randomNumbers } from "@tests/support/random_numbers.ts";
import type { TaskwarriorLine } from "../../scripts/taskwarrior.ts";

/** `VIKUNJA_SYNC_SEED` repeats the moments of an earlier run. */
const seed = Number(Deno.env.get("VIKUNJA_SYNC_SEED") ?? Math.floor(Math.random() * 1e9));

const kills: readonly (readonly [ScenarioName, TaskwarriorLine, number])[] = [
  ["to Vikunja", "2.6", isLong ? 8 : 1],
  ["to Vikunja", "3", isLong ? 8 : 2],
  ["to Taskwarrior", "2.6", isLong ? 8 : 2],
  ["to Taskwarrior", "3", isLong ? 8 : 1],
  ["edits of both sides", "2.6", isLong ? 9 : 3],
  ["edits of both sides", "3", isLong ? 9 : 3],
];

for (const [index, [name, line, count]] of kills.entries()) {
  Deno.test(`T9 T10 sync ${name} survives ${count} kills (Taskwarrior ${line})`, async () => {
    console.log(`VIKUNJA_SYNC_SEED=${seed}`);
    await using scenario = await createScenario(name, line, 15);
    const moments = randomMoments(await extentOf(scenario), randomNumbers(seed + index));
    for (let left = count, spare = count; left > 0; spare--) {
      if (spare === -count) throw new Error("too many runs were over before they could be killed");
      if (await killAndRecover(scenario, moments.next().value, { rest: true })) left--;
    }
  });
}
