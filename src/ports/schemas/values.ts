import { uuidForm } from "@/domain/uuid.ts";
import * as v from "valibot";
import type { Json } from "@/domain/json.ts";

/** Names of tasks, projects, tags and agents. */
export const text = v.pipe(
  v.string(),
  v.nonEmpty(),
  v.maxLength(1_000),
  v.check((given) => !/\p{Cc}/u.test(given), "has control characters"),
);

export const wholeNumber = v.pipe(v.number(), v.safeInteger());
export const count = v.pipe(wholeNumber, v.minValue(0));
export const positive = v.pipe(wholeNumber, v.minValue(1));
export const instant = v.pipe(v.string(), v.isoTimestamp());
export const side = v.picklist(["taskwarrior", "vikunja"]);
export const bySide = v.object({ taskwarrior: v.number(), vikunja: v.number() });
export const nothing = v.object({});

export const task = v.pipe(
  text,
  v.description(
    "The ID that `task` shows, UUID, at least 8 characters of it, or # and Vikunja's id",
  ),
);
export const uuid = v.pipe(
  v.string(),
  v.regex(uuidForm, "is no UUID in lower case"),
);
export const token = v.pipe(positive, v.description("Grows with every claim of the task"));

export const textOrNull = v.nullable(v.string());

/** Of what may be left out, which then is `null` as well. */
export const orNull = <const S extends v.GenericSchema>(schema: S) =>
  v.optional(v.nullable(schema), null);

export function list<const S extends v.GenericSchema>(item: S) {
  return v.pipe(v.array(item), v.readonly());
}

/** Whatever JSON can say; it has been read as such. */
export const anyJson = v.unknown() as unknown as v.GenericSchema<unknown, Json>;
