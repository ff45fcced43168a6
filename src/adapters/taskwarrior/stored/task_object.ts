import type { Json, JsonObject } from "@/domain/json.ts";

/** A task as `task export` prints it and `task import` takes it. */
export interface TaskObject extends JsonObject {
  readonly uuid: string;
}

/** Moves by itself, or is set by Taskwarrior at every write: no part of what a task says. */
const volatile: ReadonlySet<string> = new Set(["id", "urgency", "modified"]);
const sets: ReadonlySet<string> = new Set(["tags", "depends"]);

/** Parts a task is made of: each scalar attribute, each tag, dependency and annotation. */
type Parts = ReadonlyMap<string, Json>;

/** Takes a task apart so that two of them can be compared and merged. */
export function partsOf(object: TaskObject): Parts {
  const parts = new Map<string, Json>();
  for (const [name, value] of Object.entries(object)) {
    if (volatile.has(name) || value === null || value === "") continue;
    if (sets.has(name)) {
      for (const element of listOf(value)) parts.set(`${name}\0${element}`, element);
    } else if (name === "annotations" && Array.isArray(value)) {
      for (const note of value as readonly JsonObject[]) {
        parts.set(`${name}\0${note["entry"]}`, text(note["description"]));
      }
    } else parts.set(name, value);
  }
  return parts;
}

/** Whether the part is one tag, or one task that it depends on. */
export function isListed(part: string): boolean {
  return part.startsWith("tags\0") || part.startsWith("depends\0");
}

/** The other way round; `uuid` is one of the parts. */
export function objectOf(parts: Parts): TaskObject {
  const object: Record<string, Json> = {};
  const lists = new Map<string, Json[]>();
  for (const [part, value] of parts) {
    const [name = part, key] = part.split("\0");
    if (key === undefined) object[name] = value;
    else {
      const element = name === "annotations" ? { entry: key, description: value } : value;
      lists.set(name, [...(lists.get(name) ?? []), element]);
    }
  }
  return { uuid: String(object["uuid"]), ...object, ...Object.fromEntries(lists) };
}

/** Equal in all that a task says. */
export function sameTask(a: TaskObject | undefined, b: TaskObject | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  const left = partsOf(a);
  const right = partsOf(b);
  return left.size === right.size &&
    [...left].every(([part, value]) => sameValue(value, right.get(part)));
}

/** Whether two values of a part say the same: a number can become text and `2.5` be `2.500000`. */
export function sameValue(a: Json | undefined, b: Json | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a === b || canonical(a) === canonical(b);
}

/** Of a task that is there twice (gc beside another command, 2.6), the one changed last. */
export function newerOf(a: TaskObject, b: TaskObject): TaskObject {
  const [left, right] = [text(a["modified"]), text(b["modified"])];
  if (left !== right) return left > right ? a : b;
  return "end" in b ? b : a;
}

export function statusOf(object: TaskObject): string {
  return text(object["status"]);
}

export function text(value: Json | undefined): string {
  return value === undefined || value === null ? "" : String(value);
}

function listOf(value: Json): readonly string[] {
  return Array.isArray(value) ? value.map(String) : text(value).split(",").filter(Boolean);
}

function canonical(value: Json): string {
  if (typeof value === "string") return decimal.test(value) ? String(Number(value)) : value;
  return JSON.stringify(value);
}

/** What Taskwarrior makes of a number whose UDA is not defined. */
const decimal = /^-?\d{1,15}\.\d+$/;
