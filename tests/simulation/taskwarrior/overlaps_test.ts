import type { PersonCommand } from "@tests/simulation/taskwarrior/person_command.ts";
import { type Pick, randomCommand } from "@tests/simulation/taskwarrior/random_command.ts";
import { createTwins } from "@tests/simulation/taskwarrior/twins.ts";
import { isLong } from "@tests/support/long_form.ts";
import { randomNumbers } from "@tests/support/random_numbers.ts";
import { taskwarriorLines } from "@tests/support/taskwarrior.ts";

const seeds = isLong ? Array.from({ length: 30 }, (_, at) => at + 1) : [1];
const pairs = isLong ? 60 : 15;

function pickFrom(seed: number): Pick {
  const next = randomNumbers(seed);
  return (from) => from[next(from.length)] ?? from[0];
}

/** A hook runs within these, after they have read. */
function isOuter({ kind }: PersonCommand): boolean {
  return ["add", "modify", "annotate", "done", "delete", "duplicate", "script", "import"]
    .includes(kind);
}

/** What 3 knows of the second object of an import, by then, is not simulated to the letter. */
function alone(command: PersonCommand): PersonCommand {
  return command.kind === "import" ? { ...command, objects: command.objects.slice(0, 1) } : command;
}

for (const line of taskwarriorLines) {
  for (const seed of seeds) {
    Deno.test(`the simulated Taskwarrior ${line} loses what the real one loses where two commands overlap, seed ${seed}`, async () => {
      await using twins = await createTwins(line, { "uda.notes.type": "string" });
      const pick = pickFrom(seed);
      const known = new Set<string>();
      for (let pair = 0; pair < pairs;) {
        const [outer, inner] = [1, 2].map(() => alone(randomCommand([...known].slice(-4), pick)));
        if (outer === undefined || inner === undefined) break;
        const isTried = inner.kind !== "script" && inner.kind !== "duplicate";
        if (!isOuter(outer) || !isTried || known.size === 0) {
          await twins.run(outer);
        } else {
          await twins.overlap(outer, inner);
          pair += 1;
        }
        for (const uuid of twins.uuids()) known.add(uuid);
        // What becomes of two tasks of one UUID is not simulated to the letter.
        if (new Set(twins.uuids()).size < twins.uuids().length) break;
      }
    });
  }
}
