import type { Json, JsonObject } from "@/domain/json.ts";
import type { Patch } from "@/domain/push.ts";
import type { SetPatch } from "@/domain/field_rule.ts";
import type { Instant } from "@/domain/task.ts";
import { textOf } from "@/mapping/json_values.ts";
import { isTaskwarriorDate, toTaskwarriorDate } from "@/mapping/taskwarrior/date.ts";
import type { TaskwarriorSettings } from "@/mapping/taskwarrior/settings.ts";
import { decodeTag, encodeTag } from "@/mapping/taskwarrior/tag.ts";
import { taskwarriorText } from "@/mapping/taskwarrior/text.ts";

/** A task's attributes, on the way to an import. */
export type Attributes = Record<string, Json>;

export interface Setting {
  readonly settings: TaskwarriorSettings;
  /** All that is set together. */
  readonly patch: Patch;
  readonly now: Instant;
  readonly leftOut: string[];
}

/** Recorded: an object without a description crashes 2.6.2. */
export function setTitle(attributes: Attributes, title: string, { leftOut }: Setting): void {
  const text = taskwarriorText(title);
  if (text.trim() === "") leftOut.push("the title: Taskwarrior takes no blank one");
  if (text.trim() !== "" || !("description" in attributes)) {
    attributes["description"] = text.trim() === "" ? "(untitled)" : text;
  }
}

/** Recorded: Taskwarrior takes no empty values. */
export function setText(attributes: Attributes, name: string | null, value: string): void {
  if (name === null) return;
  const text = taskwarriorText(value);
  if (text === "") delete attributes[name];
  else attributes[name] = text;
}

/** A value of the user's own counts as none, and so stays where none is asked for. */
export function setPriority(attributes: Attributes, priority: number): void {
  const letter = priorities[Math.max(0, Math.min(3, Math.trunc(priority)))] ?? "";
  const isOwn = !priorities.some((known) => known === (attributes["priority"] ?? ""));
  if (letter !== "") attributes["priority"] = letter;
  else if (!isOwn) delete attributes["priority"];
}

export function setDate(
  attributes: Attributes,
  name: string,
  at: Instant | null,
  { leftOut }: Setting,
): void {
  if (at === null) {
    delete attributes[name];
  } else if (isTaskwarriorDate(at)) {
    attributes[name] = toTaskwarriorDate(at);
  } else {
    leftOut.push(`${name} ${at}: Taskwarrior holds dates from 1980 to 9999 only`);
  }
}

export function setDone(attributes: Attributes, done: boolean, { patch, now }: Setting): void {
  if (done) {
    // Somebody else was first: when that was is theirs to say.
    if (attributes["status"] === "completed" && attributes["end"] !== undefined) return;
    const end = patch.doneAt ?? now;
    attributes["status"] = "completed";
    attributes["end"] = toTaskwarriorDate(isTaskwarriorDate(end) ? end : now);
  } else {
    attributes["status"] = "pending";
    delete attributes["end"];
  }
}

/** A tag that is there stays as it is written; one for the same title is not added again. */
export function setTags(attributes: Attributes, change: SetPatch, { settings }: Setting): void {
  const kept = tagsOf(attributes).filter((tag) => !change.remove.includes(decodeTag(tag)));
  const held = new Set(kept.map(decodeTag));
  const added = change.add.filter((title) => !held.has(title));
  setList(attributes, "tags", [
    ...kept,
    ...added.map((title) => encodeTag(title, settings.tagRules)),
  ]);
}

export function setDepends(attributes: Attributes, change: SetPatch): void {
  const kept = listOf(attributes["depends"]).filter((id) => !change.remove.includes(id));
  setList(attributes, "depends", [...kept, ...change.add]);
}

export function setList(attributes: Attributes, name: string, items: readonly string[]): void {
  if (items.length === 0) delete attributes[name];
  else attributes[name] = [...new Set(items)].sort();
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
export function priorityOf(value: Json | undefined): number {
  return Math.max(0, priorities.indexOf(textOf(value) as (typeof priorities)[number]));
}
