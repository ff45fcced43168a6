import * as v from "valibot";
import type { ChosenSelection } from "@/ports/setup.ts";
import { projectSettings } from "@/config/project_patterns.ts";
import { choice, text, texts } from "@/config/setting_forms.ts";
import { filterWords } from "@/config/filter_words.ts";
import { durationForm, parseDuration } from "@/config/duration.ts";

/** Which tasks are synced, as it is written; all of it has to hold. */
export interface SelectionConfig {
  /** As Taskwarrior writes them, with `*`: `Work`, `Work.*`; empty: any. */
  readonly projects: readonly string[];
  readonly excludeProjects: readonly string[];
  readonly labels: readonly string[];
  readonly excludeLabels: readonly string[];
  readonly assigned: "me" | "me-or-nobody" | "any";
  /** Finished tasks are made on the other side where they were finished within that time; `null`: always. */
  readonly doneWithin: { readonly ms: number; readonly text: string } | null;
  /** Of Taskwarrior; `null`: none. */
  readonly filter: string | null;
}

/** What is asked for at first contact: finished longer ago is long ago. */
export const usualDoneWithin = "90d";

const doneWithin = v.pipe(
  v.union([v.string(), v.number()], `must be ${durationForm}`),
  v.transform((value) => ({ ms: parseDuration(String(value)) ?? NaN, text: String(value) })),
  v.check(({ ms }) => !Number.isNaN(ms), `must be ${durationForm}`),
  v.readonly(),
);

const filter = v.pipe(
  text('a filter of Taskwarrior in quotes, like "+sync or project:Work"'),
  v.check((given) => filterWords(given) !== null, "has a quote that does not end"),
  v.check(
    (given) => !(filterWords(given) ?? []).some((each) => /^rc[.:]/.test(each)),
    "must not change settings of Taskwarrior (`rc.…`)",
  ),
);

/** Under `[selection]`. */
export const selectionSettings = {
  "selection.projects": projectSettings,
  "selection.exclude_projects": projectSettings,
  "selection.labels": texts("a label", '["sync"]'),
  "selection.exclude_labels": texts("a label", '["private"]'),
  "selection.assigned": choice(["me", "me-or-nobody", "any"]),
  "selection.done_within": doneWithin,
  "selection.taskwarrior": filter,
};

type Values = {
  readonly [Key in keyof typeof selectionSettings]?: v.InferOutput<
    (typeof selectionSettings)[Key]
  >;
};

/** A configuration as it would be with that selection in its file. */
export function chosenSelection(
  { selection, finishedWithinMs }: {
    readonly selection: SelectionConfig | null;
    readonly finishedWithinMs: number | null;
  },
  { projects, excludeProjects, doneWithin }: ChosenSelection,
) {
  const age = doneWithin === null ? null : parseDuration(doneWithin);
  if (age === null && projects.length + excludeProjects.length === 0) return {};
  const within = age === null || doneWithin === null ? null : { ms: age, text: doneWithin };
  return {
    finishedWithinMs: finishedWithinMs ?? age,
    selection: {
      ...selection ?? nothingAsked,
      ...projects.length === 0 ? {} : { projects },
      ...excludeProjects.length === 0 ? {} : { excludeProjects },
      ...within === null ? {} : { doneWithin: within },
    },
  };
}

/** With nothing asked: every task. */
export const nothingAsked: SelectionConfig = {
  projects: [],
  excludeProjects: [],
  labels: [],
  excludeLabels: [],
  assigned: "any",
  doneWithin: null,
  filter: null,
};

/** `null`: everything is synced. */
export function selectionConfig(values: Values): SelectionConfig | null {
  const keys = Object.keys(selectionSettings) as readonly (keyof Values)[];
  if (keys.every((key) => values[key] === undefined)) return null;
  return Object.freeze({
    projects: values["selection.projects"] ?? [],
    excludeProjects: values["selection.exclude_projects"] ?? [],
    labels: values["selection.labels"] ?? [],
    excludeLabels: values["selection.exclude_labels"] ?? [],
    assigned: values["selection.assigned"] ?? "any",
    doneWithin: values["selection.done_within"] ?? null,
    filter: values["selection.taskwarrior"] ?? null,
  });
}
