import type { Json } from "@/domain/json.ts";
import type { MappingConfig } from "@/config/mapping_config.ts";
import { type ShownField, shownProject } from "@tests/simulation/oracles/shown_task.ts";

/** As people see a field that the program calls otherwise. */
export const shownAs: Readonly<Record<string, ShownField>> = {
  dueAt: "due",
  scheduledAt: "start",
};

/** Whether a value of the log, in the form of either side, is what is shown. */
export function isSame(
  field: ShownField,
  value: Json,
  wanted: unknown,
  mapping: MappingConfig,
): boolean {
  switch (field) {
    case "project":
      return Array.isArray(value) && shownProject(value.map(String), mapping) === wanted;
    case "priority":
      // By either mapping.
      return Math.min(3, Number(value)) === wanted || Math.ceil(Number(value) / 2) === wanted;
    case "due":
    case "start":
      return (value === null ? null : Date.parse(String(value)) / 1000) === wanted;
    case "notes":
      return String(value).replace(/<[^>]*>/g, " ").includes(String(wanted));
    case "title":
    case "done":
    case "labels":
    case "comments":
      return value === wanted;
  }
}
