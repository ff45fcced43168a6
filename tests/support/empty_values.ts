import {
  allFields,
  type AskedField,
  askedFields,
  type Field,
  fields,
  type FieldValues,
  recordOf,
} from "@/domain/fields.ts";

const usual = allFields.filter((field): field is Exclude<Field, AskedField> =>
  !(askedFields as readonly Field[]).includes(field)
);

/** Every field that is synced without being asked for, with nothing in it. */
export const emptyValues = recordOf(
  usual,
  (field) => fields[field].empty,
) as Required<Omit<FieldValues, AskedField>>;

/** Every field there is, with nothing in it. */
export const allEmptyValues = recordOf(
  allFields,
  (field) => fields[field].empty,
) as Required<FieldValues>;
