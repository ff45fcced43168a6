import { type MappingConfig, usualMapping } from "@/config/mapping_config.ts";
import type { JsonObject } from "@/domain/json.ts";
import { decodeProject } from "@/mapping/taskwarrior/project.ts";
import { decodeTag } from "@/mapping/taskwarrior/tag.ts";
import type { HeldTask } from "@tests/simulation/vikunja/held.ts";

/** A task as a person would compare it, read without the program's own reading; seconds since 1970. */
export interface ShownTask {
  readonly title: string;
  readonly notes: string;
  /** Titles from the root, with slashes. */
  readonly project: string;
  /** As Taskwarrior has it: 0 to 3. */
  readonly priority: number;
  readonly due: number | null;
  readonly start: number | null;
  readonly done: boolean;
  readonly labels: readonly string[];
  readonly comments: readonly string[];
}

export type ShownField = keyof ShownTask;

const priorities = ["", "L", "M", "H"];

/** `null`: it is none that is to be on both sides. */
export function shownInTaskwarrior(
  task: JsonObject,
  { projects }: Pick<MappingConfig, "projects"> = usualMapping,
): ShownTask | null {
  if (task["status"] === "deleted" || task["status"] === "recurring") return null;
  const project = textOf(task["project"]);
  return {
    title: textOf(task["description"]),
    notes: spaced(textOf(task["notes"])),
    project: shownProject(project === "" ? [] : decodeProject(project), { projects }),
    priority: Math.max(0, priorities.indexOf(textOf(task["priority"]))),
    due: secondsOf(task["due"]),
    start: secondsOf(task["scheduled"]),
    done: task["status"] === "completed",
    labels: listOf(task["tags"]).map((tag) => decodeTag(String(tag))).sort(),
    comments: listOf(task["annotations"]).map((each) => textOf((each as JsonObject)["description"]))
      .filter((text) => !/^vikunja_id: \d+$/.test(text)).sort(),
  };
}

/** The project of tasks without one. */
export const inbox = "Inbox";

/** As either side calls it. */
export function shownProject(
  path: readonly string[],
  { projects }: Pick<MappingConfig, "projects">,
): string {
  return path.length === 0 ? inbox : mapped(path, projects).join("/");
}

/** By the longest line that it is of, or below. */
function mapped(path: readonly string[], projects: MappingConfig["projects"]): readonly string[] {
  const lines = projects.map(({ taskwarrior, vikunja }) => ({
    from: taskwarrior.split("."),
    vikunja,
  }));
  const fitting = lines.filter(({ from }) => from.every((name, depth) => name === path[depth]))
    .toSorted((one, other) => other.from.length - one.from.length)[0];
  return fitting === undefined ? path : [...fitting.vikunja, ...path.slice(fitting.from.length)];
}

export function shownInVikunja(
  task: HeldTask,
  { priority: { L, M, H }, projects }: Pick<MappingConfig, "priority" | "projects"> = usualMapping,
): ShownTask {
  const { priority } = task;
  const letter = priority >= H ? 3 : priority >= M ? 2 : priority >= Math.min(L, 1) ? 1 : 0;
  return {
    title: task.title,
    notes: wordsOf(task.notes),
    // One that is called there as a mapped one is here shows as that one, too.
    project: shownProject(task.project, { projects }),
    priority: letter,
    due: task.dueAt,
    start: task.startAt,
    done: task.done,
    labels: [...new Set(task.labels)].sort(),
    comments: task.comments.map(({ text }) => wordsOf(text)).sort(),
  };
}

function wordsOf(html: string): string {
  return spaced(html.replace(/<[^>]*>/g, " "));
}

function spaced(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** `20270101T000000Z`. */
function secondsOf(value: unknown): number | null {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(textOf(value));
  if (parts === null) return null;
  const [, year, month, day, hour, minute, second] = parts;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) / 1000;
}
