import { type Chance, chanceBy } from "@tests/simulation/chance.ts";
import { randomHostStep } from "@tests/simulation/hosts/host_steps.ts";
import { type Schedule, scheduleOf } from "@tests/simulation/schedule.ts";
import { randomStep, type Step } from "@tests/simulation/steps.ts";

/** Of that seed, on one machine or on several hosts. */
export function seededSchedule(
  seed: number,
  { isHosted, isOnDisk }: { readonly isHosted: boolean; readonly isOnDisk: boolean },
): Schedule {
  return isHosted ? hostedScheduleOf(seed) : scheduleOf(seed, isOnDisk);
}

/** A schedule of several hosts: people edit, and what goes wrong is mostly hosts, their database and what is between. */
function hostedScheduleOf(seed: number): Schedule {
  const chance = chanceBy(seed).of("hosts");
  const steps = Array.from({ length: 40 }, (): Step => {
    const step = randomStep(chance);
    const isAside = step.on === "command" || step.on === "trouble" && !between.has(step.step.kind);
    if (!isAside) return step;
    return { afterMs: step.afterMs, on: "hosts", step: randomHostStep(chance) };
  });
  return {
    seed,
    line: chance() < 0.5 ? "2" : "3",
    write: chance() < 0.5 ? "auto" : "import",
    claimsMirror: "none",
    isOnDisk: false,
    hosts: chance() < 0.6 ? 2 : 3,
    tasks: 3,
    steps: steps.flatMap((step) =>
      step.on === "hosts" && chance() < 0.5
        ? [step, { ...randomEdit(chance), afterMs: Math.floor(chance() * 40_000) }]
        : [step]
    ),
  };
}

/** What befalls the way to the server, and processes one by one, as on one machine. */
const between: ReadonlySet<string> = new Set(["network", "webhooks", "hold data", "kill task"]);

function randomEdit(chance: Chance): Step {
  while (true) {
    const step = randomStep(chance);
    if (step.on === "vikunja" || step.on === "taskwarrior") return step;
  }
}
