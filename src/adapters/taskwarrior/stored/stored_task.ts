import type { Json } from "@/domain/json.ts";
import { parseRepaired } from "@/adapters/taskwarrior/stored/repair_json.ts";
import {
  bytesOfText,
  elementsOf,
  escaped,
  inOrder,
  lists,
  type StoredTask,
  textOfBytes,
  type TypeOf,
  withLists,
} from "@/adapters/taskwarrior/stored/stored_line.ts";
import { epochOf } from "@/adapters/taskwarrior/stored/stored_property.ts";
import {
  isListed,
  partsOf,
  sameValue,
  type TaskObject,
} from "@/adapters/taskwarrior/stored/task_object.ts";

const dates = ["due", "end", "entry", "modified", "scheduled", "start", "until", "wait"];
const numbers = ["id", "imask", "last", "urgency"];

/** `udas`: types by name. An attribute without a column is text. */
export function typesOf(udas: Readonly<Record<string, string>>): TypeOf {
  return (name) => {
    if (dates.includes(name)) return "date";
    if (numbers.includes(name)) return "numeric";
    if (name === "recur") return "duration";
    const type = Object.hasOwn(udas, name) ? udas[name] : undefined;
    return type === "date" || type === "numeric" || type === "duration" ? type : "string";
  };
}

/** The JSON line that 2.6 adds to `backlog.data`, as bytes; `null`: it has a date that is none. */
export function composeJson(task: StoredTask, typeOf: TypeOf): string | null {
  const members: string[] = [];
  const notes: string[] = [];
  for (const [name, value] of inOrder(task)) {
    if (name.startsWith("annotation_")) {
      const entry = isoOf(name.slice("annotation_".length));
      if (entry === null) return null;
      notes.push(`{"entry":"${entry}","description":"${escaped(value)}"}`);
      continue;
    }
    const isOfList = lists.some(([list, prefix]) => name === list || name.startsWith(prefix));
    if (isOfList || value === "") continue;
    const shown = shownValue(typeOf(name), value);
    if (shown === null) return null;
    members.push(`"${name}":${shown}`);
  }
  if (notes.length > 0) members.push(`"annotations":[${notes.join(",")}]`);
  for (const [list, prefix] of lists) {
    const elements = elementsOf(task, prefix).map((element) => `"${element}"`);
    if (elements.length > 0) members.push(`"${list}":[${elements.join(",")}]`);
  }
  return `{${members.join(",")}}`;
}

/** As an export shows it; `null`: not to be told. */
export function objectOfStored(task: StoredTask, typeOf: TypeOf): TaskObject | null {
  const json = composeJson(task, typeOf);
  if (json === null) return null;
  return parseRepaired(textOfBytes(json));
}

/** As an import would store it where there is none yet. */
export function storedAs(object: TaskObject, typeOf: TypeOf): StoredTask {
  return changedTask(new Map([["uuid", object.uuid]]), { base: undefined, object }, typeOf);
}

/** The task with what differs between two objects, the first of which it shows; all else stays to the byte. */
export function changedTask(
  task: StoredTask,
  { base, object }: { readonly base: TaskObject | undefined; readonly object: TaskObject },
  typeOf: TypeOf,
): StoredTask {
  const attributes = new Map(task);
  const before = base === undefined ? new Map<string, Json>() : partsOf(base);
  const after = partsOf(object);
  for (const part of new Set([...before.keys(), ...after.keys()])) {
    const value = after.get(part);
    if (sameValue(before.get(part), value)) continue;
    const name = attributeOf(part);
    if (value === undefined) attributes.delete(name);
    else attributes.set(name, isListed(part) ? "x" : storedValue(typeOf(name), value));
  }
  return byElements(attributes);
}

/** With the lists that its elements make, whatever they said. */
export function byElements(task: StoredTask): StoredTask {
  const attributes = new Map(task);
  for (const [list] of lists) attributes.delete(list);
  return withLists(attributes);
}

/** Tags of these characters only are written as they are by all of 2.6's commands. */
export function isPlainElement(element: string): boolean {
  return /^[^\s:,"\\[\]/]+$/u.test(element);
}

function attributeOf(part: string): string {
  const [name = part, key] = part.split("\0");
  if (key === undefined) return bytesOfText(name);
  switch (name) {
    case "tags":
      return `tags_${bytesOfText(key)}`;
    case "depends":
      return `dep_${bytesOfText(key)}`;
  }
  return `annotation_${epochOf(key)}`;
}

/** As an import would store it. */
function storedValue(type: ReturnType<TypeOf>, value: Json): string {
  if (typeof value === "number") return value.toFixed(6);
  if (typeof value !== "string") return bytesOfText(JSON.stringify(value));
  switch (type) {
    case "date":
      return epochOf(value);
    case "string":
      return bytesOfText(value);
    case "numeric":
    case "duration":
      return bytesOfText(JSON.stringify(value).slice(1, -1));
  }
}

function shownValue(type: ReturnType<TypeOf>, value: string): string | null {
  switch (type) {
    case "date": {
      const at = isoOf(value);
      return at === null ? null : `"${at}"`;
    }
    case "numeric":
      return value;
    case "duration":
      return `"${value}"`;
    case "string":
      return `"${escaped(value)}"`;
  }
}

/** What 2.6 takes for seconds since 1970. */
function isoOf(seconds: string): string | null {
  const epoch = Number(seconds);
  if (!/^\d{9,12}$/.test(seconds) || epoch < 315_532_800 || epoch >= 253_402_300_799) return null;
  return new Date(epoch * 1000).toISOString().replace(/[-:]|\.\d+/g, "");
}
