import { fields } from "@/domain/fields.ts";
import { assigned } from "@/cli/assigned.ts";
import { behind, type Candidate, type Completion, matching } from "@/cli/candidates.ts";
import type { Command } from "@/cli/command.ts";
import { commands } from "@/cli/commands.ts";
import type { Deps } from "@/cli/deps.ts";
import { commonOptions, type Option, type Options } from "@/cli/option.ts";

type Kind =
  | "tasks"
  | "held"
  | "retries"
  | "conflicts"
  | "conflicts and sides"
  | "picked"
  | "projects"
  | "labels"
  | "fields"
  | "assignments"
  | "assignments but of the title"
  | "sets"
  | "profiles"
  | "files"
  | "backups"
  | "commands"
  | "nothing";

interface Sources {
  readonly deps: () => Promise<Deps>;
  readonly profiles: () => Promise<readonly string[]>;
  readonly signal: AbortSignal;
}

/** Of what a command takes, beside its actions: the first word after the action, then those that follow. */
const positions: Readonly<
  Record<string, readonly Kind[] | Readonly<Record<string, readonly Kind[]>>>
> = {
  claim: ["tasks"],
  renew: ["tasks", "nothing"],
  release: ["tasks", "nothing"],
  done: ["tasks", "nothing"],
  set: ["tasks", "assignments"],
  add: ["nothing", "assignments but of the title"],
  run: ["tasks", "nothing"],
  restore: ["tasks"],
  log: ["tasks", "nothing"],
  show: ["tasks", "nothing"],
  history: ["tasks", "nothing"],
  diff: ["tasks", "nothing"],
  held: { "let-go": ["held"], "bring-back": ["held"] },
  retry: { now: ["retries", "nothing"], drop: ["retries", "nothing"] },
  conflicts: { show: ["conflicts", "nothing"], pick: ["conflicts and sides"], unpick: ["picked"] },
  notify: { new: ["sets", "nothing"], forget: ["sets", "nothing"] },
  lock: { run: ["files", "nothing"], status: ["files", "nothing"] },
  state: { get: ["files", "nothing"], set: ["files", "nothing"], update: ["files", "nothing"] },
  backup: { verify: ["backups", "files"], restore: ["backups", "nothing"] },
  init: ["files"],
};

/**
 * What the last of these words (the one that is being typed, perhaps empty) can become; the words before it are
 * those after the name of the program.
 */
export async function complete(words: readonly string[], sources: Sources): Promise<Completion> {
  const current = words.at(-1) ?? "";
  const [name, ...args] = words.slice(0, -1);
  if (name === undefined) return await of("commands", current, sources);
  if (name === "help") {
    return await of(args.length === 0 ? "commands" : "nothing", current, sources);
  }
  const command = await load(name);
  if (command === null || args.includes("--")) return "files";
  const options: Options = { ...command.options, ...commonOptions };
  const before = optionAt(args.at(-1), options);
  if (before !== null && before.option.type !== "flag") {
    return await valuesOf(before, current, sources);
  }
  const joined = /^(--[a-z-]+)=(.*)$/s.exec(current);
  const named = optionAt(joined?.[1], options);
  if (joined !== null && named !== null) {
    return behind(`${joined[1]}=`, await valuesOf(named, joined[2] ?? "", sources));
  }
  if (current.startsWith("-")) return matching(optionNames(options), current);
  return await positional(name, command, wordsOf(args, options), current, sources);
}

async function load(name: string): Promise<Command | null> {
  return Object.hasOwn(commands, name) ? await commands[name]?.() ?? null : null;
}

interface Found {
  readonly name: string;
  readonly option: Option;
}

function optionAt(word: string | undefined, options: Options): Found | null {
  const found = Object.entries(options).find(([name, { short }]) =>
    word === `--${name}` || short !== undefined && word === `-${short}`
  );
  return found === undefined ? null : { name: found[0], option: found[1] };
}

function optionNames(options: Options): readonly Candidate[] {
  return Object.entries(options).map(([name, { summary }]) => ({
    value: `--${name}`,
    says: summary,
  }));
}

/** Without options and their values. */
function wordsOf(args: readonly string[], options: Options): readonly string[] {
  return args.filter((word, at) => {
    const before = optionAt(args[at - 1], options);
    return !word.startsWith("-") && (before === null || before.option.type === "flag");
  });
}

async function valuesOf(
  { name, option }: Found,
  current: string,
  sources: Sources,
): Promise<Completion> {
  if (option.type === "flag") return [];
  if (option.choices !== undefined) {
    return matching(option.choices.map((value) => ({ value, says: "" })), current);
  }
  if (["FILE", "PATH", "FOLDER"].includes(option.value)) return "files";
  const kinds: Readonly<Record<string, Kind>> = {
    project: "projects",
    only: "projects",
    without: "projects",
    tag: "labels",
    label: "labels",
    field: "fields",
    profile: "profiles",
  };
  return await of(kinds[name] ?? "nothing", current, sources);
}

async function positional(
  name: string,
  { actions = [] }: Command,
  before: readonly string[],
  current: string,
  sources: Sources,
): Promise<Completion> {
  const its = positions[name];
  if (before.length === 0 && actions.length > 0) {
    const words = matching(actions.map((value) => ({ value, says: "" })), current);
    const others = its !== undefined && isList(its) ? await of(its[0], current, sources) : [];
    return others === "files" ? words : [...words, ...others];
  }
  if (its === undefined) return [];
  if (isList(its)) return await of(its[Math.min(before.length, its.length - 1)], current, sources);
  const kinds = its[before[0] ?? ""] ?? ["nothing"];
  return await of(kinds[Math.min(before.length - 1, kinds.length - 1)], current, sources);
}

function isList<T>(kinds: readonly T[] | Readonly<Record<string, unknown>>): kinds is readonly T[] {
  return Array.isArray(kinds);
}

async function of(
  kind: Kind | undefined,
  current: string,
  { deps, profiles, signal }: Sources,
): Promise<Completion> {
  const inspect = async () => await (await deps()).inspect("log");
  switch (kind) {
    case undefined:
    case "nothing":
      return [];
    case "files":
      return "files";
    case "backups": {
      const rows = await (await (await deps()).backups()).list();
      return matching(
        rows.map(({ path, manifest }) => ({ value: path, says: manifest?.madeAt ?? "" })),
        current,
      );
    }
    case "profiles":
      return matching((await profiles()).map((value) => ({ value, says: "" })), current);
    case "commands":
      return matching(await commandNames(), current);
    case "tasks": {
      const { tasks } = await (await inspect()).names(signal);
      const byNumber = current.startsWith("#");
      return matching(
        tasks.map(({ task, vikunjaId, title }) => ({
          value: byNumber ? `#${vikunjaId}` : task.slice(0, Math.max(8, current.length)),
          says: title,
        })),
        current,
      );
    }
    case "held": {
      const { held } = await (await inspect()).status(signal);
      return matching(held.map(named), current);
    }
    case "retries": {
      const { pending, dead, leftOut, rejected } = await (await inspect()).status(signal);
      return matching([...pending, ...dead, ...leftOut, ...rejected].map(named), current);
    }
    case "conflicts":
    case "conflicts and sides": {
      const rows = await (await inspect()).conflicts(signal);
      const sides = kind === "conflicts" ? [] : [
        { value: "taskwarrior", says: "its value is that of both" },
        { value: "vikunja", says: "its value is that of both" },
      ];
      return matching([...rows.map(conflictNamed), ...sides], current);
    }
    case "picked":
      return matching(
        (await (await inspect()).pickedConflicts(signal)).map(conflictNamed),
        current,
      );
    case "projects": {
      const { tasks } = await (await inspect()).names(signal);
      return matching(
        tasks.map(({ project }) => ({ value: project.join("."), says: "" })),
        current,
      );
    }
    case "labels": {
      const { labels } = await (await inspect()).names(signal);
      return matching(labels.map((value) => ({ value, says: "" })), current);
    }
    case "fields":
      return matching(
        Object.values(fields).map(({ name }) => ({ value: name, says: "" })),
        current,
      );
    case "assignments":
    case "assignments but of the title":
      return await assigned(
        kind === "assignments" ? [] : ["title"],
        current,
        (its, rest) => of(its, rest, { deps, profiles, signal }),
      );
    case "sets": {
      using notices = await (await deps()).notices();
      return matching(
        notices.sets().map(({ name, seen }) => ({ value: name, says: `${seen} seen` })),
        current,
      );
    }
  }
}

const named = ({ task, title }: { readonly task: string; readonly title: string }) => ({
  value: task.slice(0, 8),
  says: title,
});

const conflictNamed = (
  row: { readonly id: string; readonly title: string; readonly field: string },
) => ({
  value: row.id,
  says: `${row.field} of ${row.title}`,
});

async function commandNames(): Promise<readonly Candidate[]> {
  return await Promise.all(
    Object.entries(commands).map(async ([value, load]) => ({
      value,
      says: (await load()).summary,
    })),
  );
}
