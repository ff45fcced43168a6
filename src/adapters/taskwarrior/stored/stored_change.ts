import {
  type PropertyValue,
  sameStored,
  storedProperties,
} from "@/adapters/taskwarrior/stored/stored_property.ts";
import type { TaskObject } from "@/adapters/taskwarrior/stored/task_object.ts";

/** What one write changes of one task, as Taskwarrior 3 stores it. */
export interface StoredChange {
  readonly uuid: string;
  /** What each property that changes is to be; `null`: absent. */
  readonly properties: ReadonlyMap<string, PropertyValue>;
  /** ISO instant of the edit that this carries over; `null`: not known. */
  readonly editedAt: string | null;
}

interface ChangeContext {
  /** Whether an attribute is stored as epoch seconds. */
  readonly isDate: (attribute: string) => boolean;
  readonly editedAt: string | null;
}

/** From what was read to what is to be there. */
export function storedChange(
  base: TaskObject | undefined,
  object: TaskObject,
  { isDate, editedAt }: ChangeContext,
): StoredChange {
  const [known, wanted] = [storedProperties(base, isDate), storedProperties(object, isDate)];
  const properties = new Map<string, PropertyValue>();
  for (const name of new Set([...known.keys(), ...wanted.keys()])) {
    if (name === "uuid" || sameStored(known.get(name), wanted.get(name))) continue;
    properties.set(name, wanted.get(name) ?? null);
  }
  return { uuid: object.uuid, properties, editedAt };
}

/** What only `task import` may judge, such as a date that is none: every later export could fail by it. */
export function unfitBecause(
  { properties }: StoredChange,
  { isDate }: Pick<ChangeContext, "isDate">,
): string | null {
  const [odd] =
    [...properties].find(([name, value]) =>
      value !== null && isDate(name) && !/^\d{1,12}$/.test(value)
    ) ?? [];
  return odd === undefined ? null : `its ${odd} is no date`;
}
