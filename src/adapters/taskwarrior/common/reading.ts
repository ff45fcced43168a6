import type { Reading } from "@/domain/task.ts";
import { fromTaskwarriorDate } from "@/mapping/taskwarrior/date.ts";
import { taskFromTaskwarrior } from "@/mapping/taskwarrior/read.ts";
import { statusOf } from "@/mapping/taskwarrior/status.ts";
import { placesInTaskwarrior, type TaskwarriorSettings } from "@/mapping/taskwarrior/settings.ts";
import type { TaskObject } from "@/adapters/taskwarrior/stored/task_object.ts";

/** What an exported object shows; a template of a recurring task is out of our reach. */
export function readingOf(object: TaskObject, settings: TaskwarriorSettings): Reading {
  const id = object.uuid;
  const modified = fromTaskwarriorDate(object["modified"]);
  switch (statusOf(object)) {
    case "deleted":
      return {
        kind: "gone",
        id,
        how: "deleted",
        changedAt: modified ?? fromTaskwarriorDate(object["end"]),
        ...isExpired(object) ? { expired: true } : {},
        last: taskFromTaskwarrior(object, settings).task,
      };
    case "template":
      return {
        kind: "withdrawn",
        id,
        reason: "it is the template of a recurring task; its tasks are synced one by one",
      };
    case "open":
    case "done": {
      const { task, extra, linkHint, changedAt } = taskFromTaskwarrior(object, settings);
      const places = placesInTaskwarrior(settings);
      return {
        kind: "present",
        id,
        task,
        extra,
        changedAt: changedAt ?? epoch,
        linkHint,
        ...(places === undefined ? {} : { places }),
      };
    }
  }
}

/** Taskwarrior deletes a task when its `until` is over. */
function isExpired(object: TaskObject): boolean {
  const until = fromTaskwarriorDate(object["until"]);
  const end = fromTaskwarriorDate(object["end"]);
  return until !== null && end !== null && Date.parse(until) <= Date.parse(end);
}

/** `isDeleted`: what was recorded of it last says so. */
export function readingOfAbsent(id: string, isDeleted: boolean): Reading {
  return { kind: "gone", id, how: isDeleted ? "deleted" : "missing", changedAt: null };
}

/** Older than any edit: for a task that carries neither `modified` nor `entry`. */
const epoch = "1970-01-01T00:00:00Z";
