import * as v from "valibot";
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

const word = (what: string) =>
  v.pipe(
    v.string(`must be ${what}`),
    v.trim(),
    v.nonEmpty("is empty"),
    v.check((text: string) => !/\p{Cc}/u.test(text), "has control characters in it"),
  );

/** One alone may stand without brackets. */
const words = (what: string, example: string) =>
  v.pipe(
    v.union([
      v.pipe(word(what), v.transform((one): readonly string[] => [one])),
      v.pipe(v.array(word(what)), v.minLength(1)),
    ], `must be a list like ${example}`),
    v.readonly(),
  );

const path = v.check(
  (paths: readonly string[]) => paths.every((each) => each.split(".").every((name) => name !== "")),
  'has a project with an empty name in it: it is written like "Work.Garden" or "Work.*"',
);
const projects = v.pipe(words("a project", '["Work", "Home.*"]'), path);

const doneWithin = v.pipe(
  v.union([v.string(), v.number()], `must be ${durationForm}`),
  v.transform((value) => ({ ms: parseDuration(String(value)) ?? NaN, text: String(value) })),
  v.check(({ ms }) => !Number.isNaN(ms), `must be ${durationForm}`),
  v.readonly(),
);

const filter = v.pipe(
  word('a filter of Taskwarrior in quotes, like "+sync or project:Work"'),
  v.check((text) => filterWords(text) !== null, "has a quote that does not end"),
  v.check(
    (text) => !(filterWords(text) ?? []).some((each) => /^rc[.:]/.test(each)),
    "must not change settings of Taskwarrior (`rc.…`)",
  ),
);

const someAssigned = ["me", "me-or-nobody", "any"] as const;

/** Under `[selection]`. */
export const selectionSettings = {
  "selection.projects": projects,
  "selection.exclude_projects": projects,
  "selection.labels": words("a label", '["sync"]'),
  "selection.exclude_labels": words("a label", '["private"]'),
  "selection.assigned": v.picklist(
    someAssigned,
    `must be one of ${someAssigned.map((each) => `"${each}"`).join(", ")}`,
  ),
  "selection.done_within": doneWithin,
  "selection.taskwarrior": filter,
};

type Values = {
  readonly [Key in keyof typeof selectionSettings]?: v.InferOutput<
    (typeof selectionSettings)[Key]
  >;
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
