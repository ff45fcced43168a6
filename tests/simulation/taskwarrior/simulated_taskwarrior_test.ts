import { filters } from "@tests/simulation/selecting.ts";
import type { PersonCommand } from "@tests/simulation/taskwarrior/person_command.ts";
import { type Pick, randomCommand } from "@tests/simulation/taskwarrior/random_command.ts";
import { createTwins } from "@tests/simulation/taskwarrior/twins.ts";
import { isLong } from "@tests/support/long_form.ts";
import { randomNumbers } from "@tests/support/random_numbers.ts";
import { taskwarriorLines } from "@tests/support/taskwarrior.ts";

const settings = { "uda.notes.type": "string", "uda.estimate.type": "numeric" };
const seeds = isLong ? Array.from({ length: 40 }, (_, at) => at + 1) : [1];
const steps = isLong ? 150 : 50;

function pickFrom(seed: number): Pick {
  const next = randomNumbers(seed);
  return (from) => from[next(from.length)] ?? from[0];
}

for (const line of taskwarriorLines) {
  for (const seed of seeds) {
    Deno.test(`the simulated Taskwarrior ${line} does what the real one does, seed ${seed}`, async () => {
      await using twins = await createTwins(line, settings);
      const pick = pickFrom(seed);
      const known = new Set<string>();
      for (let step = 0; step < steps; step++) {
        const command: PersonCommand = randomCommand([...known], pick);
        await twins.run(command);
        for (const uuid of twins.uuids()) known.add(uuid);
      }
      for (const filter of filters) await twins.filter(filter.split(" "));
    });
  }
}
