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

/** As somebody writes them, of what is simulated of Taskwarrior's filters. */
export const filters = ["+next", "-work", "project:House", "-garden priority:", "+home priority:H"];

/** Some selections, and some of those that take their place, ask Taskwarrior as well. */
export function withFilters<Some extends { readonly selection?: SelectionConfig | null }>(
  given: Some & { readonly steps: readonly Step[] },
  chance: Chance,
): Some & { readonly steps: readonly Step[] } {
  const filtered = (selection: SelectionConfig | null) =>
    selection === null || chance() < 0.3
      ? selection
      : { ...selection, filter: pick(filters, chance) };
  const { selection, steps } = given;
  if (selection === undefined || chance() >= 0.35) return given;
  return {
    ...given,
    selection: filtered(selection),
    steps: steps.map((each): Step =>
      each.on === "command" && each.step.kind === "select"
        ? { ...each, step: { ...each.step, selection: filtered(each.step.selection) } }
        : each
    ),
  };
}

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
