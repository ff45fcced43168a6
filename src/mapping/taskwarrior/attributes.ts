import type { Json } from "@/domain/json.ts";
import type { Patch, SetPatch } from "@/domain/push.ts";
import type { Instant } from "@/domain/task.ts";
import { isTaskwarriorDate, toTaskwarriorDate } from "@/mapping/taskwarrior/date.ts";
import { encodeProject } from "@/mapping/taskwarrior/project.ts";
import { listOf, priorities, tagsOf } from "@/mapping/taskwarrior/read.ts";
import type { TaskwarriorSettings } from "@/mapping/taskwarrior/settings.ts";
import { decodeTag, encodeTag } from "@/mapping/taskwarrior/tag.ts";
import { taskwarriorText } from "@/mapping/taskwarrior/text.ts";

/** A task's attributes, on the way to an import. */
export type Attributes = Record<string, Json>;

export interface Setting {
  readonly settings: TaskwarriorSettings;
  readonly now: Instant;
  readonly leftOut: string[];
}

/** Sets what the patch names, but comments and link. */
export function setAttributes(attributes: Attributes, patch: Patch, setting: Setting): void {
  const { settings, leftOut } = setting;
  if (patch.title !== undefined) setTitle(attributes, patch.title, leftOut);
  if (patch.notes !== undefined) setText(attributes, settings.notesUda, patch.notes);
  if (patch.project !== undefined) {
    setText(attributes, "project", encodeProject(patch.project) ?? "");
  }
  if (patch.priority !== undefined) setPriority(attributes, patch.priority);
  if (patch.dueAt !== undefined) setDate(attributes, "due", patch.dueAt, leftOut);
  if (patch.scheduledAt !== undefined) {
    setDate(attributes, "scheduled", patch.scheduledAt, leftOut);
  }
  if (patch.done !== undefined) setDone(attributes, patch, setting);
  if (patch.assignees !== undefined) {
    setText(attributes, settings.assigneesUda, patch.assignees.join(", "));
  }
  if (patch.labels !== undefined) setTags(attributes, patch.labels, settings.tagRules);
  if (patch.depends !== undefined) setDepends(attributes, patch.depends);
}

/** Recorded: an object without a description crashes 2.6.2. */
function setTitle(attributes: Attributes, title: string, leftOut: string[]): void {
  const text = taskwarriorText(title);
  if (text.trim() === "") leftOut.push("the title: Taskwarrior takes no blank one");
  if (text.trim() !== "" || !("description" in attributes)) {
    attributes["description"] = text.trim() === "" ? "(untitled)" : text;
  }
}

/** Recorded: Taskwarrior takes no empty values. */
function setText(attributes: Attributes, name: string, value: string): void {
  const text = taskwarriorText(value);
  if (text === "") delete attributes[name];
  else attributes[name] = text;
}

/** A value of the user's own counts as none, and so stays where none is asked for. */
function setPriority(attributes: Attributes, priority: number): void {
  const letter = priorities[Math.max(0, Math.min(3, Math.trunc(priority)))] ?? "";
  const isOwn = !priorities.some((known) => known === (attributes["priority"] ?? ""));
  if (letter !== "") attributes["priority"] = letter;
  else if (!isOwn) delete attributes["priority"];
}

function setDate(
  attributes: Attributes,
  name: string,
  at: Instant | null,
  leftOut: string[],
): void {
  if (at === null) {
    delete attributes[name];
  } else if (isTaskwarriorDate(at)) {
    attributes[name] = toTaskwarriorDate(at);
  } else {
    leftOut.push(`${name} ${at}: Taskwarrior holds dates from 1980 to 9999 only`);
  }
}

function setDone(attributes: Attributes, patch: Patch, { now }: Setting): void {
  if (patch.done === true) {
    const end = patch.doneAt ?? now;
    attributes["status"] = "completed";
    attributes["end"] = toTaskwarriorDate(isTaskwarriorDate(end) ? end : now);
  } else {
    attributes["status"] = "pending";
    delete attributes["end"];
  }
}

/** A tag that is there stays as it is written; one for the same title is not added again. */
function setTags(attributes: Attributes, change: SetPatch, rules: 2 | 3): void {
  const kept = tagsOf(attributes).filter((tag) => !change.remove.includes(decodeTag(tag)));
  const held = new Set(kept.map(decodeTag));
  const added = change.add.filter((title) => !held.has(title));
  setList(attributes, "tags", [...kept, ...added.map((title) => encodeTag(title, rules))]);
}

function setDepends(attributes: Attributes, change: SetPatch): void {
  const kept = listOf(attributes["depends"]).filter((id) => !change.remove.includes(id));
  setList(attributes, "depends", [...kept, ...change.add]);
}

function setList(attributes: Attributes, name: string, items: readonly string[]): void {
  if (items.length === 0) delete attributes[name];
  else attributes[name] = [...new Set(items)].sort();
}
