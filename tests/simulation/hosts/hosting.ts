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
  return {
    seed,
    line: chance() < 0.5 ? "2" : "3",
    write: chance() < 0.5 ? "auto" : "import",
    claimsMirror: "none",
    isOnDisk: false,
    hosts: chance() < 0.6 ? 2 : 3,
    tasks: 3,
    steps: Array.from({ length: 30 }, () => hostedSteps(chance)).flat(),
  };
}

function hostedSteps(chance: Chance): readonly Step[] {
  const step = randomStep(chance);
  const isAside = step.on === "command" || step.on === "trouble" && !between.has(step.step.kind);
  if (!isAside) return [step];
  const befalls = { on: "hosts", step: randomHostStep(chance) } as const;
  if (chance() < 0.3) return [{ ...befalls, afterMs: step.afterMs }];
  // In the middle of what comes of an edit; then there is time for another host to take over.
  const slow = { kind: "slow way", mostMs: 18_000, forMs: 40_000 } as const;
  return [
    ...chance() < 0.4 ? [{ afterMs: 10, on: "hosts", step: slow } as const] : [],
    randomEdit(chance),
    { ...randomEdit(chance), afterMs: Math.floor(chance() * 300) },
    { ...befalls, afterMs: Math.floor(chance() ** 2 * 1_000) },
    { ...randomEdit(chance), afterMs: Math.floor(chance() * 40_000) },
  ];
}

/** What befalls the way to the server, and processes one by one, as on one machine. */
const between: ReadonlySet<string> = new Set(["network", "webhooks", "hold data", "kill task"]);

function randomEdit(chance: Chance): Step {
  while (true) {
    const step = randomStep(chance);
    if (step.on === "vikunja" || step.on === "taskwarrior") return step;
  }
}
