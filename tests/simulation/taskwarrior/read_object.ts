import type { Json, JsonObject } from "@/domain/json.ts";
import { epochOf, isShowable } from "@tests/simulation/taskwarrior/dates.ts";
import { TaskFailure } from "@tests/simulation/taskwarrior/failure.ts";
import { elementsOf, type Schema, type StoredTask } from "@tests/simulation/taskwarrior/schema.ts";

/** What an import makes of an object before anything else. @throws {TaskFailure} */
export function taskOfObject(
  object: JsonObject,
  schema: Schema,
  nowSeconds: number,
): Map<string, string> {
  const task = new Map<string, string>();
  for (const name of Object.keys(object).sort()) {
    const value = object[name];
    if (value === undefined || name === "id" || name === "urgency") continue;
    if (name === "annotations") annotate(task, value, nowSeconds, schema);
    else if (name === "tags") putTags(task, value, schema);
    else if (name === "depends") putList(task, name, listOf(value), "dep_");
    else if (schema.typeOf(name) === "date") task.set(name, dateIn(name, value, schema));
    else task.set(name, written(value));
  }
  return task;
}

/** Recorded: of text there are no elements, which 3 never mends and 2.6 when it reads it again. */
function putTags(task: Map<string, string>, value: Json, { tagPrefix }: Schema): void {
  if (Array.isArray(value)) putList(task, "tags", listOf(value), tagPrefix);
  else task.set("tags", String(value));
}

function putList(
  task: Map<string, string>,
  list: string,
  elements: readonly string[],
  prefix: string,
): void {
  for (const element of elements) task.set(prefix + element, "x");
  const all = elementsOf(task, prefix);
  if (all.length > 0) task.set(list, all.join(","));
}

function listOf(value: Json): readonly string[] {
  return Array.isArray(value)
    ? value.map(String)
    : String(value ?? "").split(",").filter((element) => element !== "");
}

/** Equal seconds are spread by one each; without `entry` it is now. */
function annotate(
  task: Map<string, string>,
  value: Json,
  nowSeconds: number,
  schema: Schema,
): void {
  if (!Array.isArray(value)) throw refused(schema, "Annotations is malformed");
  for (const note of value as readonly JsonObject[]) {
    const { entry, description } = note;
    if (description === undefined) throw refused(schema, "Annotation is missing a description");
    let at = entry === undefined ? nowSeconds : Number(dateIn("entry", entry, schema));
    while (task.has(`annotation_${at}`)) at += 1;
    task.set(`annotation_${at}`, String(description));
  }
}

function dateIn(name: string, value: Json, schema: Schema): string {
  const seconds = typeof value === "string" ? epochOf(value) : null;
  if (seconds !== null && isShowable(seconds)) return seconds;
  throw refused(schema, `'${value}' is not a valid date (${name})`);
}

/** Recorded: a number as C's `%f`, anything that is no text as JSON. */
function written(value: Json): string {
  if (typeof value === "string") return value;
  return typeof value === "number" ? value.toFixed(6) : JSON.stringify(value);
}

/** 2.6 crashes where 3 says what is wrong. */
export function refused({ line }: Schema, message: string): TaskFailure {
  return line === "2" ? new TaskFailure(139, "") : new TaskFailure(2, message);
}

/** Tags as a list, without what Taskwarrior keeps beside it. */
export function tagsOf(task: StoredTask, { tagPrefix }: Schema): readonly string[] {
  return elementsOf(task, tagPrefix);
}

/** As an import takes it. */
export function withoutNull(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null));
}
