import type { ConflictsConfig } from "@/config/conflicts_config.ts";
import type { DirectionConfig } from "@/config/direction_config.ts";
import { type MappingConfig, usualMapping } from "@/config/mapping_config.ts";
import type { WinnerRule } from "@/domain/conflict_rules.ts";
import { type Chance, pick } from "@tests/simulation/chance.ts";
import { noRules, type Rules } from "@tests/simulation/rules.ts";
import type { Step } from "@tests/simulation/steps.ts";

const ways: readonly Pick<DirectionConfig, "fromVikunja" | "fromTaskwarrior">[] = [
  { fromVikunja: ["House"], fromTaskwarrior: [] },
  { fromVikunja: [], fromTaskwarrior: ["House.*", "Trip"] },
  { fromVikunja: ["Inbox"], fromTaskwarrior: ["Errands"] },
  { fromVikunja: ["Trip"], fromTaskwarrior: ["Inbox"] },
];

export function randomRules(chance: Chance): Rules {
  const way = pick(ways, chance);
  const otherEdits = chance() < 0.5 ? "keep" : "put-back";
  const conflicts = randomConflicts(chance);
  const kind = chance();
  if (kind < 0.1) return noRules;
  if (kind < 0.5) return { direction: { ...way, otherEdits }, conflicts: null };
  return { direction: kind < 0.8 ? null : { ...way, otherEdits }, conflicts };
}

const winners: readonly WinnerRule[] = ["newer", "vikunja", "taskwarrior", "ask"];

function randomConflicts(chance: Chance): ConflictsConfig {
  const rule = () => pick(winners, chance);
  return {
    winner: chance() < 0.5 ? "ask" : rule(),
    byField: chance() < 0.3 ? { title: rule(), dueAt: rule() } : {},
    byProject: chance() < 0.3 ? [{ projects: ["House"], rule: rule() }] : [],
  };
}

/** A few of the steps become changes of the rules, some become edits of one field on both sides, and picks of a side. */
export function withRules(steps: readonly Step[], chance: Chance): readonly Step[] {
  return steps.map((given): Step => {
    const { afterMs } = given;
    const kind = chance();
    if (kind < 0.04) {
      return { afterMs, on: "command", step: { kind: "rule", rules: randomRules(chance) } };
    }
    if (kind < 0.12) {
      const field = pick(["title", "title", "due", "project"] as const, chance);
      const values = [chance(), chance()] as const;
      return { afterMs, on: "both sides", step: { task: chance(), field, values } };
    }
    if (kind >= 0.15) return given;
    const side = chance() < 0.5 ? "taskwarrior" : "vikunja";
    return { afterMs, on: "command", step: { kind: "pick", conflict: chance(), side } };
  });
}

/** For a whole schedule: another mapping moves no task, so that what it comes to could not be told beforehand. */
export function randomMapping(chance: Chance): MappingConfig {
  return {
    ...usualMapping,
    projects: chance() < 0.3 ? [] : [
      { taskwarrior: "Errands", vikunja: ["Customers", "Work"] },
      ...chance() < 0.5 ? [] : [{ taskwarrior: "House.Roof", vikunja: ["Roofs"] }],
    ],
    priority: chance() < 0.4 ? usualMapping.priority : { L: 1, M: 3, H: 5 },
  };
}
