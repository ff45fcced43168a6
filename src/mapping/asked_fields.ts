import type { AskedField } from "@/domain/fields.ts";
import { readColour } from "@/domain/written_values.ts";
import type { FieldMapping } from "@/mapping/field_mapping.ts";
import { textOf } from "@/mapping/json_values.ts";
import { colourForm, favouriteForm, placed, remindersForm } from "@/mapping/taskwarrior/placed.ts";
import { remindersFor, remindersIn } from "@/mapping/vikunja/reminders.ts";

/** Of what is synced only where it is asked for. */
export const askedMappings: { readonly [F in AskedField]: FieldMapping<F> } = {
  favourite: {
    toTaskwarrior: same,
    toVikunja: same,
    uda: { type: "string", label: "Favourite" },
    taskwarrior: placed("favourite", favouriteForm),
    vikunja: {
      read: (raw) => raw["is_favorite"] === true,
      column: { name: "is_favorite", write: same, isUnnamed: true },
    },
  },
  colour: {
    // Vikunja takes any seven characters.
    toTaskwarrior: (colour) => readColour(colour) ?? "",
    toVikunja: same,
    uda: { type: "string", label: "Colour" },
    taskwarrior: placed("colour", colourForm),
    vikunja: {
      read: (raw) => textOf(raw["hex_color"]).replace("#", "").toLowerCase(),
      column: { name: "hex_color", write: same },
    },
  },
  reminders: {
    toTaskwarrior: same,
    toVikunja: same,
    uda: { type: "string", label: "Reminders" },
    taskwarrior: placed("reminders", remindersForm),
    vikunja: {
      read: remindersIn,
      column: { name: "reminders", write: remindersFor, isUnnamed: true },
    },
  },
};

function same<T>(value: T): T {
  return value;
}
