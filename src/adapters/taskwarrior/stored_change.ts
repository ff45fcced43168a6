import {
  type PropertyValue,
  sameStored,
  storedProperties,
} from "@/adapters/taskwarrior/stored_property.ts";
import type { TaskObject } from "@/adapters/taskwarrior/task_object.ts";

/** What one write changes of one task, as Taskwarrior 3 stores it. */
export interface StoredChange {
  readonly uuid: string;
  /** False: there was no such task when the write was decided on. */
  readonly isThere: boolean;
  readonly properties: ReadonlyMap<string, Replaced>;
  /** ISO instant of the edit that this carries over; `null`: not known. */
  readonly editedAt: string | null;
}

/** One property; `null`: absent. */
export interface Replaced {
  /** As it was when the write was decided on. */
  readonly before: PropertyValue;
  readonly after: PropertyValue;
}

/** Where the stored values are dates, by attribute. */
export type IsDate = (attribute: string) => boolean;

/** From what was read to what is to be there. */
export function storedChange(
  base: TaskObject | undefined,
  object: TaskObject,
  { isDate, editedAt }: { readonly isDate: IsDate; readonly editedAt: string | null },
): StoredChange {
  const [known, wanted] = [storedProperties(base, isDate), storedProperties(object, isDate)];
  const properties = new Map<string, Replaced>();
  for (const name of new Set([...known.keys(), ...wanted.keys()])) {
    const [before, after] = [known.get(name) ?? null, wanted.get(name) ?? null];
    if (name !== "uuid" && !sameStored(before ?? undefined, after ?? undefined)) {
      properties.set(name, { before, after });
    }
  }
  return { uuid: object.uuid, isThere: base !== undefined, properties, editedAt };
}

/** A value of a date that is none would make every later export fail: only `task import` may judge it. */
export function isStorable({ properties }: StoredChange, isDate: IsDate): boolean {
  return [...properties].every(([name, { after }]) =>
    after === null || !isDate(name) || /^\d{1,12}$/.test(after)
  );
}
