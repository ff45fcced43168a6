import type { JsonObject } from "@/domain/json.ts";
import type { Instant, Task } from "@/domain/task.ts";
import { saidAttributes, taskwarriorValues } from "@/mapping/fold_fields.ts";
import { annotationsOf, notedId } from "@/mapping/taskwarrior/annotation.ts";
import { fromTaskwarriorDate } from "@/mapping/taskwarrior/date.ts";
import { statusOf } from "@/mapping/taskwarrior/status.ts";
import type { TaskwarriorSettings } from "@/mapping/taskwarrior/settings.ts";

/** What one exported object shows. */
interface TaskwarriorTask {
  readonly task: Task;
  /** Every attribute that `task` does not say, but `uuid` and what moves by itself. */
  readonly extra: JsonObject;
  readonly linkHint: number | null;
  /** `modified`, else `entry`. */
  readonly changedAt: Instant | null;
}

/** Reads an exported object, of whatever status. */
export function taskFromTaskwarrior(
  raw: JsonObject,
  settings: TaskwarriorSettings,
): TaskwarriorTask {
  const done = statusOf(raw) === "done";
  return {
    task: {
      ...taskwarriorValues(raw, settings),
      doneAt: done ? fromTaskwarriorDate(raw["end"]) : null,
      repetition: null,
    },
    extra: extraOf(raw, settings),
    linkHint: linkHintOf(raw, settings),
    changedAt: fromTaskwarriorDate(raw["modified"]) ?? fromTaskwarriorDate(raw["entry"]),
  };
}

function linkHintOf(raw: JsonObject, { link, profile = null }: TaskwarriorSettings): number | null {
  const noted = annotationsOf(raw).flatMap(({ text }) => notedId(text, profile) ?? []).at(-1) ??
    null;
  switch (link.kind) {
    case "none":
      return null;
    case "annotation":
      return noted;
    case "uda": {
      const id = Number(raw[link.name] ?? Number.NaN);
      return Number.isSafeInteger(id) && id > 0 ? id : noted;
    }
  }
}

/** Said elsewhere in a reading, or no attributes of the task. */
const beside = ["uuid", "id", "urgency", "modified"];

function extraOf(raw: JsonObject, settings: TaskwarriorSettings): JsonObject {
  const said = new Set([...beside, ...saidAttributes(raw, settings)]);
  if (settings.link.kind === "uda") said.add(settings.link.name);
  return Object.fromEntries(Object.entries(raw).filter(([name]) => !said.has(name)));
}
