import type { Chance } from "@tests/simulation/chance.ts";
import type { Step } from "@tests/simulation/steps.ts";

/** Every twelfth: somewhere in between everything goes from a side. */
export function withSweep(steps: readonly Step[], chance: Chance): readonly Step[] {
  if (chance() > 1 / 12) return steps;
  const at = Math.floor(chance() * steps.length);
  const [swept, answered] = [sweepSteps(chance), Math.floor(chance() * (steps.length - at)) + at];
  return [
    ...steps.slice(0, at),
    ...swept.slice(0, 1),
    ...steps.slice(at, answered),
    ...swept.slice(1),
    ...steps.slice(answered),
  ];
}

/** Everything on one side goes at once, and sooner or later somebody answers. */
function sweepSteps(chance: Chance): readonly Step[] {
  const side = chance() < 0.5 ? "taskwarrior" : "vikunja";
  const answer = chance() < 0.5 ? "let go" : "bring back";
  return [
    { afterMs: 5_000, on: "trouble", step: { kind: "sweep", side } },
    { afterMs: Math.floor(chance() * 90_000), on: "command", step: { kind: "held", answer } },
  ];
}
