import type { AskedField } from "@/domain/fields.ts";
import { readColour } from "@/domain/written_values.ts";
import type { FieldMapping } from "@/mapping/field_mapping.ts";
import { textOf } from "@/mapping/json_values.ts";
import { colourForm, favouriteForm, placed, remindersForm } from "@/mapping/taskwarrior/placed.ts";
import { udasInTaskwarrior } from "@/mapping/taskwarrior/own_udas.ts";
import { startedInTaskwarrior } from "@/mapping/taskwarrior/started.ts";
import { startedIn, udasIn } from "@/mapping/vikunja/field_values.ts";
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
  started: {
    toTaskwarrior: same,
    toVikunja: same,
    taskwarrior: startedInTaskwarrior,
    vikunja: {
      read: (raw, _, { places }) => startedIn(raw, places),
      column: {
        name: "percent_done",
        write: (started, { places }) => {
          if (places.started?.kind !== "percent") return undefined;
          return started ? places.started.percent / 100 : 0;
        },
      },
    },
  },
  udas: {
    toTaskwarrior: same,
    toVikunja: same,
    taskwarrior: udasInTaskwarrior,
    vikunja: {
      read: (raw, _, { places }) => udasIn(raw, places),
      column: { name: "description", write: null },
    },
  },
};

function same<T>(value: T): T {
  return value;
}
