import {
  allFields,
  askedFields,
  type Field,
  type FieldValue,
  type FieldValues,
  isOneOf,
} from "@/domain/fields.ts";
import { noPlaces } from "@/domain/field_places.ts";
import type { Json, JsonObject } from "@/domain/json.ts";
import type { Patch } from "@/domain/push.ts";
import type { Task } from "@/domain/task.ts";
import type { Change, Column, InTaskwarrior } from "@/mapping/field_mapping.ts";
import { fieldMappings } from "@/mapping/fields.ts";
import type { Attributes, Setting } from "@/mapping/taskwarrior/attributes.ts";
import type { TaskwarriorSettings } from "@/mapping/taskwarrior/settings.ts";
import type { VikunjaSettings } from "@/mapping/vikunja/settings.ts";

/** Those that are synced without being asked for, which mostly are all. */
const usualFields = allFields.filter((field) => !isOneOf(askedFields, field));

/** All fields of an exported object. */
export function taskwarriorValues(raw: JsonObject, settings: TaskwarriorSettings): FieldValues {
  const some = fieldsIn(settings);
  return values(some, (field) => fieldMappings[field].taskwarrior.read(raw, settings));
}

function fieldsIn({ places = noPlaces }: TaskwarriorSettings): readonly Field[] {
  return places === noPlaces ? usualFields : allFields;
}

/** All fields of an answer; `project`: its path from the root. */
export function vikunjaValues(
  raw: JsonObject,
  project: readonly string[],
  settings: VikunjaSettings,
): FieldValues {
  return values(
    settings.asked.length === 0 ? usualFields : allFields,
    (field) =>
      isOneOf(askedFields, field) && !settings.asked.includes(field)
        ? undefined
        : fieldMappings[field].vikunja.read(raw, project, settings),
  );
}

function values(some: readonly Field[], read: (field: Field) => unknown): FieldValues {
  const known = some.map((field) => [field, read(field)] as const)
    .filter(([, value]) => value !== undefined);
  return Object.fromEntries(known) as unknown as FieldValues;
}

/** Names of the attributes of which the fields say all. */
export function saidAttributes(
  raw: JsonObject,
  settings: TaskwarriorSettings,
): readonly (string | null)[] {
  return fieldsIn(settings).flatMap((field) =>
    fieldMappings[field].taskwarrior.says(raw, settings)
  );
}

/** Sets what the patch names, but comments and link. */
export function setAttributes(attributes: Attributes, setting: Setting): void {
  for (const field of allFields) setAttribute(attributes, field, setting);
}

function setAttribute<F extends Field>(attributes: Attributes, field: F, setting: Setting): void {
  const { write }: InTaskwarrior<FieldValue<F>, Change<F>> = fieldMappings[field].taskwarrior;
  const change = setting.patch[field] as Change<F> | undefined;
  if (change !== undefined && write !== null) write(attributes, change, setting);
}

/** Fields that are columns of a Vikunja task, by the column's name; of several in one the first. */
export const fieldsByColumn: ReadonlyMap<string, Field> = new Map(
  allFields.toReversed().flatMap((field) => {
    const name = columnNameOf(field);
    return name === null ? [] : [[name, field] as const];
  }),
);

/** `null`: it is in none. */
export function columnNameOf(field: Field): string | null {
  return fieldMappings[field].vikunja.column?.name ?? null;
}

/** Columns that a bulk update writes, and cannot name. */
export const unnamedColumns: ReadonlySet<string> = new Set(
  allFields.flatMap((field) => {
    const column: Column<never> | null = fieldMappings[field].vikunja.column;
    return column?.isUnnamed === true ? [column.name] : [];
  }),
);

/** The columns that these values are, each by itself; without the project, which is an id there. */
export function columnsOf(some: Patch | Task, settings: VikunjaSettings): JsonObject {
  return Object.fromEntries(allFields.flatMap((field) => columnOf(field, some, settings)));
}

function columnOf<F extends Field>(
  field: F,
  some: Patch | Task,
  settings: VikunjaSettings,
): [string, Json][] {
  const column: Column<FieldValue<F>> | null = fieldMappings[field].vikunja.column;
  const value = some[field] as FieldValue<F> | undefined;
  if (column === null || column.write === null || value === undefined) return [];
  const written = column.write(value, settings);
  return written === undefined ? [] : [[column.name, written]];
}
