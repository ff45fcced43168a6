import { epochOf } from "@/adapters/taskwarrior/stored/stored_property.ts";
import { parseLine, type StoredTask } from "@/adapters/taskwarrior/stored/stored_line.ts";
import { type TaskObject, text } from "@/adapters/taskwarrior/stored/task_object.ts";

/**
 * Whether a line of `backlog.data` and one of `undo.data` show the same state of a task, attribute by attribute; false
 * also where that cannot be told.
 */
export function isSameRecord(object: TaskObject, line: string): boolean {
  const stored = parseLine(line);
  if (stored === null) return false;
  const { annotations, tags, depends, ...plain } = object;
  const names = [...stored.keys()].filter((name) => !isElement(name));
  const given = Object.entries(plain);
  const notes = Array.isArray(annotations) ? annotations : [];
  return names.length === given.length &&
    given.every(([name, value]) =>
      [text(value), epochOf(text(value))].includes(stored.get(name) ?? "")
    ) &&
    isSameList(stored, "tags", tags) && isSameList(stored, "depends", depends) &&
    countOf(stored, "annotation_") === notes.length &&
    notes.every((note) => {
      const { entry, description } = note as { entry?: unknown; description?: unknown };
      return stored.get(`annotation_${epochOf(String(entry))}`) === description;
    });
}

function isElement(name: string): boolean {
  return /^(tags?|depends|dep|annotation)(_|$)/.test(name);
}

function countOf(stored: StoredTask, prefix: string): number {
  return [...stored.keys()].filter((name) => name.startsWith(prefix)).length;
}

function isSameList(stored: StoredTask, name: string, value: unknown): boolean {
  const listed = Array.isArray(value) ? value.map(String) : text(value as string).split(",");
  const sorted = (all: readonly string[]) => all.filter((each) => each !== "").sort().join();
  return sorted(listed) === sorted((stored.get(name) ?? "").split(","));
}
