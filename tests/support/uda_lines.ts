import { attributeFields } from "@/domain/fields.ts";
import { fieldMappings } from "@/mapping/fields.ts";
import { defaultTaskwarriorSettings } from "@/mapping/taskwarrior/settings.ts";

/** What a taskrc says of our attributes. */
export const udaLines: readonly string[] = attributeFields.flatMap((field) => {
  const name = defaultTaskwarriorSettings.attributes[field];
  if (name === null) return [];
  const { type, label } = fieldMappings[field].uda;
  return [`uda.${name}.type=${type}`, `uda.${name}.label=${label}`];
});
