import { nothingAsked, type SelectionConfig } from "@/config/selection_config.ts";
import { type Chance, pick } from "@tests/simulation/chance.ts";
import type { Step } from "@tests/simulation/steps.ts";

const parts: readonly Partial<SelectionConfig>[] = [
  { projects: ["House"] },
  { projects: ["House.*", "Inbox"] },
  { projects: ["Errands", "Inbox", "Trip"] },
  { excludeProjects: ["House"] },
  { excludeProjects: ["Inbox"] },
  { labels: ["work", "home"] },
  { labels: ["next"] },
  { excludeLabels: ["garden"] },
  { excludeLabels: ["work"] },
];

export function randomSelection(chance: Chance): SelectionConfig | null {
  if (chance() < 0.15) return null;
  const one = { ...nothingAsked, ...pick(parts, chance) };
  return chance() < 0.4 ? { ...one, ...pick(parts, chance) } : one;
}

/** A few of the steps become changes of what is selected. */
export function withSelections(steps: readonly Step[], chance: Chance): readonly Step[] {
  return steps.map((step) => {
    if (chance() >= 0.05) return step;
    const selection = randomSelection(chance);
    return { afterMs: step.afterMs, on: "command", step: { kind: "select", selection } };
  });
}
