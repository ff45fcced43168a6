import type { TaskObject } from "@/adapters/taskwarrior/stored/task_object.ts";
import { isoOf } from "@tests/simulation/taskwarrior/dates.ts";
import { elementsOf, type Schema, type StoredTask } from "@tests/simulation/taskwarrior/schema.ts";

interface Shown {
  readonly schema: Schema;
  readonly members: string;
  object?: TaskObject;
}

const shown = new WeakMap<StoredTask, Shown>();

/** What stands between the braces of a task in an export or in `backlog.data`. */
export function membersOf(task: StoredTask, schema: Schema): string {
  return shownAs(task, schema).members;
}

/** As an export shows it, without what moves by itself; the same task is the same object. */
export function objectOf(task: StoredTask, schema: Schema): TaskObject {
  const its = shownAs(task, schema);
  return its.object ??= JSON.parse(`{${its.members}}`);
}

function shownAs(task: StoredTask, schema: Schema): Shown {
  const known = shown.get(task);
  if (known !== undefined && known.schema === schema) return known;
  const its: Shown = { schema, members: compose(task, schema) };
  shown.set(task, its);
  return its;
}

function compose(task: StoredTask, schema: Schema): string {
  const members: string[] = [];
  const notes: string[] = [];
  for (const name of [...task.keys()].sort()) {
    const value = task.get(name) ?? "";
    if (name.startsWith("annotation_")) {
      const entry = isoOf(name.slice("annotation_".length));
      notes.push(`{"entry":"${entry}","description":"${escaped(value)}"}`);
    } else if (value !== "" && !isOfList(name, schema)) {
      members.push(`"${name}":${shownValue(name, value, schema)}`);
    }
  }
  if (notes.length > 0) members.push(`"annotations":[${notes.join(",")}]`);
  for (const [list, prefix] of [["tags", schema.tagPrefix], ["depends", "dep_"]] as const) {
    const elements = elementsOf(task, prefix).map((element) => `"${element}"`);
    if (elements.length > 0) members.push(`"${list}":[${elements.join(",")}]`);
  }
  return members.join(",");
}

function isOfList(name: string, { tagPrefix }: Schema): boolean {
  return name === "tags" || name === "depends" || name.startsWith(tagPrefix) ||
    name.startsWith("dep_");
}

function shownValue(name: string, value: string, schema: Schema): string {
  switch (schema.typeOf(name)) {
    case "date":
      return `"${isoOf(value)}"`;
    case "numeric":
      return value;
    case "duration":
      return `"${value}"`;
    case "string":
    case null:
      return `"${escaped(value)}"`;
  }
}

const escapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "/": "\\/",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

/** As Taskwarrior does it: other control characters stay as they are. */
export function escaped(text: string): string {
  return /["\\/\b\f\n\r\t]/.test(text)
    ? text.replace(/["\\/\b\f\n\r\t]/g, (character) => escapes[character] ?? character)
    : text;
}
