import type { RecordedChange } from "@/adapters/taskwarrior/feed.ts";
import { markFile, read } from "@/adapters/taskwarrior/file_mark.ts";
import { epochOf } from "@/adapters/taskwarrior/stored_property.ts";
import { statusOf, type TaskObject, text } from "@/adapters/taskwarrior/task_object.ts";

/**
 * Of each task the state recorded last, where one of the data files of Taskwarrior 2.6 holds the task
 * with that status and time of change; one that another command destroyed or that is gone is left out.
 */
export function confirmedIn(
  paths: readonly string[],
  changes: readonly RecordedChange[],
): ReadonlyMap<string, TaskObject> {
  const last = new Map<string, TaskObject>();
  for (const change of changes) {
    if (change.kind === "state") last.set(change.uuid, change.object);
  }
  const confirmed = new Map<string, TaskObject>();
  for (const path of paths) {
    if (confirmed.size === last.size) break;
    for (const line of linesOf(path)) {
      const uuid = valueIn(line, "uuid");
      const object = uuid === null ? undefined : last.get(uuid);
      if (object !== undefined && holds(line, object)) confirmed.set(object.uuid, object);
    }
  }
  return confirmed;
}

function holds(line: string, object: TaskObject): boolean {
  const status = valueIn(line, "status");
  return statusOf(object) === (status === "waiting" ? "pending" : status) &&
    epochOf(text(object["modified"])) === valueIn(line, "modified");
}

/** Quotes inside values are escaped there, so an attribute cannot be mistaken. */
function valueIn(line: string, attribute: string): string | null {
  const start = line.lastIndexOf(` ${attribute}:"`);
  if (start < 0) return null;
  const from = start + attribute.length + 3;
  return line.slice(from, line.indexOf('"', from));
}

function linesOf(path: string): readonly string[] {
  const size = markFile(path, false)?.size ?? 0;
  return size === 0 ? [] : read(path, 0, size).split("\n");
}
