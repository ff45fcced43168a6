import { allFields, fields, type FieldValues, recordOf } from "@/domain/fields.ts";

/** Every field, with nothing in it. */
export const emptyValues = recordOf(
  allFields,
  (field) => fields[field].empty,
) as Required<FieldValues>;
