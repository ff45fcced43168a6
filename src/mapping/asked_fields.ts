import type { AskedField } from "@/domain/fields.ts";
import { readColour } from "@/domain/written_values.ts";
import type { FieldMapping, InTaskwarrior } from "@/mapping/field_mapping.ts";
import { textOf } from "@/mapping/json_values.ts";
import {
  bucketForm,
  colourForm,
  favouriteForm,
  placed,
  remindersForm,
} from "@/mapping/taskwarrior/placed.ts";
import { statusOf } from "@/mapping/taskwarrior/status.ts";
import { taskwarriorText } from "@/mapping/taskwarrior/text.ts";
import { counterparts } from "@/mapping/counterparts.ts";
import { parentsInTaskwarrior, subtaskInTaskwarrior } from "@/mapping/taskwarrior/parents.ts";
import { parentsOf } from "@/mapping/vikunja/elements.ts";
import { inOneLine, udasInTaskwarrior } from "@/mapping/taskwarrior/own_udas.ts";
import { startedInTaskwarrior } from "@/mapping/taskwarrior/started.ts";
import { bucketIn, startedIn, udasIn } from "@/mapping/vikunja/field_values.ts";
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
  bucket: {
    toTaskwarrior: taskwarriorText,
    toVikunja: same,
    uda: { type: "string", label: "Bucket" },
    taskwarrior: ofOpenTasks(placed("bucket", bucketForm)),
    vikunja: { read: (raw, _, { board }) => bucketIn(raw, board), column: null },
  },
  parents: {
    toTaskwarrior: (ids, saying) => counterparts(ids, "taskwarrior", saying),
    toVikunja: (ids, saying) => counterparts(ids, "vikunja", saying),
    uda: { type: "string", label: "Parent task" },
    taskwarrior: parentsInTaskwarrior,
    vikunja: { read: parentsOf, column: null },
  },
  subtask: {
    toTaskwarrior: same,
    toVikunja: same,
    taskwarrior: subtaskInTaskwarrior,
    vikunja: { read: (raw) => parentsOf(raw).length === 0 ? [] : ["subtask"], column: null },
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
    toTaskwarrior: (values) =>
      Object.fromEntries(
        Object.entries(values).map(([name, text]) => [name, inOneLine(text)])
          .filter(([, text]) => text !== ""),
      ),
    toVikunja: same,
    taskwarrior: udasInTaskwarrior,
    vikunja: {
      read: (raw, _, { places }) => udasIn(raw, places),
      column: { name: "description", write: null },
    },
  },
};

/** Nothing is said of a task that is done. */
function ofOpenTasks<Value>(mapping: InTaskwarrior<Value>): InTaskwarrior<Value> {
  return {
    ...mapping,
    read: (raw, settings) => statusOf(raw) === "done" ? undefined : mapping.read(raw, settings),
  };
}

function same<T>(value: T): T {
  return value;
}
