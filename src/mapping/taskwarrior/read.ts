import type { Json, JsonObject } from "@/domain/json.ts";
import type { Instant, Task } from "@/domain/task.ts";
import { textOf, uniqueSorted } from "@/mapping/json_values.ts";
import { annotationsOf, commentsOf, notedId } from "@/mapping/taskwarrior/annotation.ts";
import { fromTaskwarriorDate } from "@/mapping/taskwarrior/date.ts";
import { decodeProject } from "@/mapping/taskwarrior/project.ts";
import type { TaskwarriorSettings } from "@/mapping/taskwarrior/settings.ts";
import { decodeTag } from "@/mapping/taskwarrior/tag.ts";

/** What one exported object shows. */
export interface TaskwarriorTask {
  readonly task: Task;
  /** Every attribute that `task` does not say, but `uuid` and what moves by itself. */
  readonly extra: JsonObject;
  readonly linkHint: number | null;
  /** `modified`, else `entry`. */
  readonly changedAt: Instant | null;
}

/** `template`: stays local (`status:recurring`). */
export type TaskwarriorStatus = "open" | "done" | "deleted" | "template";

export function statusOf(raw: JsonObject): TaskwarriorStatus {
  switch (raw["status"]) {
    case "completed":
      return "done";
    case "deleted":
      return "deleted";
    case "recurring":
      return "template";
      // 2.5 exports `waiting`, later ones `pending`; nothing at all is pending too.
  }
  return "open";
}

/** Reads an exported object, of whatever status. */
export function taskFromTaskwarrior(
  raw: JsonObject,
  settings: TaskwarriorSettings,
): TaskwarriorTask {
  const done = statusOf(raw) === "done";
  return {
    task: {
      title: textOf(raw["description"]),
      notes: textOf(raw[settings.notesUda]),
      project: decodeProject(textOf(raw["project"])),
      labels: uniqueSorted(tagsOf(raw).map(decodeTag)),
      priority: priorityOf(raw["priority"]),
      dueAt: fromTaskwarriorDate(raw["due"]),
      scheduledAt: fromTaskwarriorDate(raw["scheduled"]),
      done,
      doneAt: done ? fromTaskwarriorDate(raw["end"]) : null,
      depends: uniqueSorted(listOf(raw["depends"])),
      comments: commentsOf(raw),
      assignees: uniqueSorted(textOf(raw[settings.assigneesUda]).split(/[,\s]+/).filter(Boolean)),
      repetition: null,
    },
    extra: extraOf(raw, settings, done),
    linkHint: linkHintOf(raw, settings),
    changedAt: fromTaskwarriorDate(raw["modified"]) ?? fromTaskwarriorDate(raw["entry"]),
  };
}

/** The tags as they are written there. */
export function tagsOf(raw: JsonObject): readonly string[] {
  return listOf(raw["tags"]);
}

/** An array, or (2.5) one text with commas. */
export function listOf(value: Json | undefined): readonly string[] {
  if (Array.isArray(value)) return value.map(textOf);
  return textOf(value).split(",").filter((item) => item !== "");
}

export const priorities = ["", "L", "M", "H"] as const;

/** Any value of the user's own counts as none. */
function priorityOf(value: Json | undefined): number {
  return Math.max(0, priorities.indexOf(textOf(value) as (typeof priorities)[number]));
}

function linkHintOf(raw: JsonObject, { link }: TaskwarriorSettings): number | null {
  const noted = annotationsOf(raw).flatMap(({ text }) => notedId(text) ?? []).at(-1) ?? null;
  switch (link.kind) {
    case "none":
      return null;
    case "annotation":
      return noted;
    case "uda": {
      const id = Number(raw[link.name] ?? Number.NaN);
      return Number.isSafeInteger(id) && id > 0 ? id : noted;
    }
  }
}

const said = [
  "description",
  "project",
  "tags",
  "due",
  "scheduled",
  "status",
  "depends",
  "annotations",
  "uuid",
  "id",
  "urgency",
  "modified",
];

function extraOf(raw: JsonObject, settings: TaskwarriorSettings, done: boolean): JsonObject {
  const left = new Set([...said, settings.notesUda, settings.assigneesUda]);
  if (done) left.add("end");
  if (priorityOf(raw["priority"]) > 0) left.add("priority");
  if (settings.link.kind === "uda") left.add(settings.link.name);
  return Object.fromEntries(Object.entries(raw).filter(([name]) => !left.has(name)));
}
