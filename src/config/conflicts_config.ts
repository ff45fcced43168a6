import type * as v from "valibot";
import type { WinnerRule } from "@/domain/conflict_rules.ts";
import type { ScalarField } from "@/domain/fields.ts";
import { projectSettings } from "@/config/project_patterns.ts";
import { choice } from "@/config/setting_forms.ts";

/** Who wins where both sides changed one field, as it is written. */
export interface ConflictsConfig {
  readonly winner: WinnerRule;
  readonly byField: { readonly [F in ScalarField]?: WinnerRule };
  /** Projects with a rule of their own. */
  readonly byProject: readonly {
    readonly projects: readonly string[];
    readonly rule: WinnerRule;
  }[];
}

const rule = choice(["newer", "vikunja", "taskwarrior", "ask"]);

/** As people write them, see `set`. */
const fieldOf = {
  "conflicts.title": "title",
  "conflicts.notes": "notes",
  "conflicts.project": "project",
  "conflicts.priority": "priority",
  "conflicts.due": "dueAt",
  "conflicts.scheduled": "scheduledAt",
  "conflicts.ends": "endsAt",
  "conflicts.progress": "progress",
  "conflicts.favourite": "favourite",
  "conflicts.colour": "colour",
  "conflicts.reminders": "reminders",
  "conflicts.bucket": "bucket",
  "conflicts.started": "started",
  "conflicts.udas": "udas",
  "conflicts.done": "done",
} as const satisfies Readonly<Record<string, ScalarField>>;

const projectsOf = {
  "conflicts.ask_in": "ask",
  "conflicts.vikunja_in": "vikunja",
  "conflicts.taskwarrior_in": "taskwarrior",
  "conflicts.newer_in": "newer",
} as const satisfies Readonly<Record<string, WinnerRule>>;

type FieldKey = keyof typeof fieldOf;
type ProjectsKey = keyof typeof projectsOf;

const fieldKeys = Object.keys(fieldOf) as readonly FieldKey[];
const projectsKeys = Object.keys(projectsOf) as readonly ProjectsKey[];

/** Under `[conflicts]`. */
export const conflictSettings = {
  "conflicts.winner": rule,
  ...Object.fromEntries(fieldKeys.map((key) => [key, rule])) as Record<FieldKey, typeof rule>,
  ...Object.fromEntries(projectsKeys.map((key) => [key, projectSettings])) as Record<
    ProjectsKey,
    typeof projectSettings
  >,
};

type Values = {
  readonly [Key in keyof typeof conflictSettings]?: v.InferOutput<(typeof conflictSettings)[Key]>;
};

/** `null`: the newer edit wins everywhere. */
export function conflictsConfig(values: Values): ConflictsConfig | null {
  const keys = Object.keys(conflictSettings) as readonly (keyof Values)[];
  if (keys.every((key) => values[key] === undefined)) return null;
  return Object.freeze({
    winner: values["conflicts.winner"] ?? "newer",
    byField: Object.fromEntries(
      fieldKeys.flatMap((key) => values[key] === undefined ? [] : [[fieldOf[key], values[key]]]),
    ),
    byProject: projectsKeys.flatMap((key) => {
      const projects = values[key];
      return projects === undefined ? [] : [{ projects, rule: projectsOf[key] }];
    }),
  });
}

/** Whether any rule has people asked. */
export function isEverAsked(conflicts: ConflictsConfig | null): boolean {
  if (conflicts === null) return false;
  const { winner, byField, byProject } = conflicts;
  return [winner, ...Object.values(byField), ...byProject.map(({ rule }) => rule)].includes("ask");
}
