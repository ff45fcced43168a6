import type { Json } from "@/domain/json.ts";
import {
  objectOf,
  partsOf,
  sameValue,
  type TaskObject,
  text,
} from "@/adapters/taskwarrior/stored/task_object.ts";

/** As Taskwarrior 3 stores it; `null`: absent. */
export type PropertyValue = string | null;

/** Written along with others, from which they follow. */
const derived: ReadonlySet<string> = new Set(["modified", "tags", "depends"]);

/** True for what follows from other properties, or from the time of writing. */
export function isDerived(property: string): boolean {
  return derived.has(property);
}

/** A task's properties as Taskwarrior 3 stores them; none for one that is not there. */
export function storedProperties(
  object: TaskObject | undefined,
  isDate: (attribute: string) => boolean,
): ReadonlyMap<string, PropertyValue> {
  if (object === undefined) return new Map();
  return new Map([...partsOf(object)].map(([part, value]) => stored(part, value, isDate)));
}

/** Whether two stored values say the same; `undefined` is absent too. */
export function sameStored(a: PropertyValue | undefined, b: PropertyValue | undefined): boolean {
  return sameValue(a ?? undefined, b ?? undefined);
}

function stored(
  part: string,
  value: Json,
  isDate: (attribute: string) => boolean,
): [string, PropertyValue] {
  const [name = part, key] = part.split("\0");
  if (name === "status" && value === "waiting") return [name, "pending"];
  if (key === undefined) return [name, isDate(name) ? epochOf(text(value)) : written(value)];
  switch (name) {
    case "tags":
      return [`tag_${key}`, "x"];
    case "depends":
      return [`dep_${key}`, "x"];
    case "annotations":
      return [`annotation_${epochOf(key)}`, text(value)];
  }
  return [name, text(value)];
}

/** Recorded of an import: a number as C's `%f`, anything that is no text as JSON of such numbers. */
function written(value: Json): string {
  if (typeof value === "string") return value.toWellFormed();
  if (typeof value === "number") return fixed(value);
  if (Array.isArray(value)) return `[${value.map(nested).join(",")}]`;
  if (value === null || typeof value !== "object") return text(value);
  const members = Object.entries(value).map(([name, inner]) =>
    `${JSON.stringify(name)}:${nested(inner)}`
  );
  return `{${members.join(",")}}`;
}

function nested(value: Json): string {
  return typeof value === "string" ? JSON.stringify(value) : written(value);
}

function fixed(value: number): string {
  return Math.abs(value) < 1e21 ? value.toFixed(6) : `${BigInt(value)}.000000`;
}

/** The object with some of its stored properties as given. */
export function withProperties(
  object: TaskObject,
  properties: ReadonlyMap<string, PropertyValue>,
  isDate: (attribute: string) => boolean,
): TaskObject {
  const parts = new Map(partsOf(object));
  for (const [property, value] of properties) {
    if (derived.has(property)) continue;
    const [part, exported] = partOf(property, value, isDate);
    if (exported === null) parts.delete(part);
    else parts.set(part, exported);
  }
  return objectOf(parts);
}

function partOf(
  property: string,
  value: PropertyValue,
  isDate: (attribute: string) => boolean,
): [string, PropertyValue] {
  const element = /^(tag|dep|annotation)_(.+)$/s.exec(property);
  const [, kind, key = ""] = element ?? [];
  switch (kind) {
    case "tag":
      return [`tags\0${key}`, value === null ? null : key];
    case "dep":
      return [`depends\0${key}`, value === null ? null : key];
    case "annotation":
      return [`annotations\0${dateOf(key)}`, value];
  }
  return [property, value !== null && isDate(property) ? dateOf(value) : value];
}

/** `20261121T020000Z` as epoch seconds; what is no such date stays. */
export function epochOf(date: string): string {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date);
  if (match === null) return date;
  const [year = 0, month = 1, ...rest] = match.slice(1).map(Number);
  const [day = 1, hour = 0, minute = 0, second = 0] = rest;
  return String(Date.UTC(year, month - 1, day, hour, minute, second) / 1000);
}

function dateOf(epoch: string): string {
  if (!/^\d{1,12}$/.test(epoch)) return epoch;
  return new Date(Number(epoch) * 1000).toISOString().replace(/[-:]|\.\d+/g, "");
}

/** Which attributes are more than text, in an export. */
export interface Kinds {
  readonly isDate: (attribute: string) => boolean;
  readonly isNumber: (attribute: string) => boolean;
}

/** A row of Taskwarrior 3's database as `task export` shows it, but for what moves by itself. */
export function exportedOf(
  uuid: string,
  stored: ReadonlyMap<string, string>,
  { isDate, isNumber }: Kinds,
): TaskObject {
  const parts = new Map<string, Json>([["uuid", uuid]]);
  for (const [property, value] of [...stored].sort(byName)) {
    if (value === "" || property === "tags" || property === "depends") continue;
    const [part, exported] = partOf(property, value, isDate);
    if (exported !== null) parts.set(part, isNumber(part) ? numberOf(exported) : exported);
  }
  return objectOf(parts);
}

function numberOf(value: string): number | string {
  return value.trim() !== "" && Number.isFinite(Number(value)) ? Number(value) : value;
}

function byName([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : 1;
}
