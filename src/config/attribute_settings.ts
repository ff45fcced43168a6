import * as v from "valibot";
import {
  type AttributeField,
  attributeFields,
  type AttributeKey,
  fields,
  recordOf,
} from "@/domain/fields.ts";
import type { OwnAttribute } from "@/domain/field_rule.ts";

type Names = Readonly<Record<AttributeField, string | null>>;
/** As the configuration names them. */
export type NamedAttributes = Readonly<Partial<Record<AttributeKey, string | null>>>;

const taskwarriors = ["annotations", "depends", "description", "due", "end", "entry", "modified"]
  .concat(["priority", "project", "scheduled", "start", "status", "tags", "until", "uuid", "wait"]);

/** Of an attribute of the user's. */
export const udaName = v.pipe(
  v.string("must be the name of a UDA"),
  v.trim(),
  v.nonEmpty("is empty"),
  v.regex(/^[A-Za-z][A-Za-z0-9_]*$/, "must be a name of letters, digits and _"),
  v.notValues(taskwarriors, "is one of Taskwarrior's own attributes"),
);

const nameOrNone = v.pipe(
  v.string('must be the name of a UDA, or "none"'),
  v.trim(),
  v.regex(/^([A-Za-z][A-Za-z0-9_]*)?$/, 'must be a name of letters, digits and _, or "none"'),
  v.notValues(taskwarriors, "is one of Taskwarrior's own attributes"),
  v.transform((name) => name === "" || name === "none" ? null : name),
);

type NameSchema = v.GenericSchema<unknown, string | null>;

/** Keys that name the attributes of fields that Taskwarrior has none of its own for. */
export const attributeSettings = Object.fromEntries(
  attributeFields.flatMap((field): [string, NameSchema][] => {
    const { key, mayLack } = attributeOf(field);
    return key === null ? [] : [[key, mayLack ? nameOrNone : udaName]];
  }),
) as Readonly<Record<AttributeKey, NameSchema>>;

/** What the fields' attributes are called; `null`: switched off. */
export function attributeNames(named: NamedAttributes): Names {
  return recordOf(attributeFields, (field) => {
    const { key, usually } = attributeOf(field);
    const name = key === null ? undefined : named[key as AttributeKey];
    return name === undefined ? usually : name;
  });
}

function attributeOf(field: AttributeField): OwnAttribute {
  return fields[field].attribute;
}
