import * as v from "valibot";
import { nearest } from "@/config/nearest.ts";
import { choice } from "@/config/setting_forms.ts";
import { type FieldPlaces, noPlaces } from "@/domain/field_places.ts";
import { folded } from "@/domain/folded.ts";
import { fieldPlaces, placeSettings } from "@/config/place_settings.ts";

/** What the user says corresponds to what, as it is written. */
export interface MappingConfig {
  /** Projects as Taskwarrior writes them, and the path that each has in Vikunja. */
  readonly projects: readonly {
    readonly taskwarrior: string;
    readonly vikunja: readonly string[];
  }[];
  /** Which of Vikunja's 1 to 5 these letters are. */
  readonly priority: Readonly<Record<Letter, number>>;
  /** Whether annotations tell who wrote a comment, where it was somebody else. */
  readonly tellsAuthors: boolean;
  /** Where Taskwarrior shows what is synced only where it is asked for. */
  readonly places: FieldPlaces;
}

type Letter = "L" | "M" | "H";
type Projects = MappingConfig["projects"];
type Entry = Projects[number];

const letters = ["L", "M", "H"] as const;
const usualPriority = { L: 1, M: 2, H: 3 };
const example = '"work" = "Customers/Work"';

const projects = v.pipe(
  v.record(v.string(), v.unknown(), `must be a table with lines like ${example}`),
  v.rawTransform(({ dataset, addIssue, NEVER }): Projects => {
    const read = Object.entries(dataset.value).map(([key, value]) => entryOf(key, value));
    const entries = read.filter((each) => typeof each !== "string");
    const wrong = [...read.filter((each) => typeof each === "string"), ...clashes(entries)];
    for (const message of wrong) addIssue({ message });
    return wrong.length === 0 ? entries : NEVER;
  }),
);

/** Or what is wrong with it. */
function entryOf(key: string, value: unknown): Entry | string {
  const name = JSON.stringify(key);
  const isTable = typeof value === "object" && value !== null && !Array.isArray(value);
  if (isTable) {
    return `has ${name} without quotes: a project with a dot is written like "work.garden" = "Garden"`;
  }
  const names = typeof value === "string" ? value.split("/").map((each) => each.trim()) : value;
  if (!Array.isArray(names) || names.length === 0 || !names.every(isText)) {
    return `has no project of Vikunja for ${name}: it is written like ${example}, or as a list of names`;
  }
  if ([...key.split("."), ...names].some((each) => each.trim() === "")) {
    return `has an empty name in ${name}: it is written like ${example}`;
  }
  if ([key, ...names].some((each) => /\p{Cc}/u.test(each))) {
    return `has control characters in ${name}`;
  }
  if (key.includes("*")) {
    return `has a * in ${name}: what is below a project follows by itself`;
  }
  return { taskwarrior: key, vikunja: names };
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

/** Two that are one on either side could not be told apart on the way back. */
function clashes(entries: readonly Entry[]): readonly string[] {
  return entries.flatMap((entry, at) => {
    const before = entries.slice(0, at);
    const same = before.find((each) => folded(each.taskwarrior) === folded(entry.taskwarrior));
    const path = (each: Entry) => folded(JSON.stringify(each.vikunja));
    const shared = before.find((each) => path(each) === path(entry));
    const quoted = JSON.stringify(entry.taskwarrior);
    return [
      ...(same === undefined
        ? []
        : [`has ${JSON.stringify(same.taskwarrior)} and ${quoted}, which are one project`]),
      ...(shared === undefined ? [] : [
        `gives ${JSON.stringify(shared.taskwarrior)} and ${quoted} one project of Vikunja, ` +
        entry.vikunja.join("/"),
      ]),
    ];
  });
}

const priority = v.pipe(
  v.record(v.string(), v.unknown(), "must be a table with lines like H = 5"),
  v.rawTransform(({ dataset, addIssue, NEVER }): MappingConfig["priority"] => {
    const given = Object.entries(dataset.value);
    const wrong = given.flatMap(([key, value]) => wrongPriority(key, value));
    const all = { ...usualPriority, ...dataset.value } as MappingConfig["priority"];
    if (wrong.length === 0 && !(all.L < all.M && all.M < all.H)) {
      wrong.push(`must rise: L is ${all.L}, M is ${all.M}, H is ${all.H}`);
    }
    for (const message of wrong) addIssue({ message });
    return wrong.length === 0 ? { L: all.L, M: all.M, H: all.H } : NEVER;
  }),
);

function wrongPriority(key: string, value: unknown): string[] {
  if (!letters.some((each) => each === key)) {
    const meant = nearest(key, letters);
    const mend = meant === null ? "there are H, M and L" : `did you mean ${meant}?`;
    return [`has an unknown priority ${JSON.stringify(key)}: ${mend}`];
  }
  const isOne = typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= 5;
  return isOne ? [] : [`has for ${key} no whole number from 1 to 5`];
}

/** Under `[mapping]`. */
export const mappingSettings = {
  "mapping.projects": projects,
  "mapping.priority": priority,
  "mapping.comment_authors": choice(["others", "none"]),
  ...placeSettings,
};

type Values = {
  readonly [Key in keyof typeof mappingSettings]?: v.InferOutput<(typeof mappingSettings)[Key]>;
};

export const usualMapping: MappingConfig = Object.freeze({
  projects: [],
  priority: usualPriority,
  tellsAuthors: false,
  places: noPlaces,
});

export function mappingConfig(values: Values): MappingConfig {
  return Object.freeze({
    projects: values["mapping.projects"] ?? usualMapping.projects,
    priority: values["mapping.priority"] ?? usualMapping.priority,
    tellsAuthors: values["mapping.comment_authors"] === "others",
    places: fieldPlaces(values),
  });
}
