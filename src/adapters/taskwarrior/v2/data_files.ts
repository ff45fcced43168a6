import type { RecordedChange } from "@/adapters/taskwarrior/common/feed.ts";
import type { MarkedFile } from "@/adapters/taskwarrior/stored/marked_file.ts";
import type { TaskObject } from "@/adapters/taskwarrior/stored/task_object.ts";

/**
 * Of each task the state recorded last, where a data file of Taskwarrior 2.6 has the very line that
 * was stored with it; what another command destroyed or took away is left out.
 */
export function confirmedIn(
  files: readonly MarkedFile[],
  changes: readonly RecordedChange[],
): ReadonlyMap<string, TaskObject> {
  const last = new Map(
    changes.flatMap((change) => change.kind === "state" ? [[change.uuid, change]] : []),
  );
  const sought = new Map<string, TaskObject>();
  for (const { stored, object } of last.values()) {
    if (stored !== null) sought.set(stored, object);
  }
  const confirmed = new Map<string, TaskObject>();
  for (const file of files) {
    if (confirmed.size === sought.size) break;
    for (const line of file.linesAmong(new Set(sought.keys()))) {
      const object = sought.get(line);
      if (object !== undefined) confirmed.set(object.uuid, object);
    }
  }
  return confirmed;
}

/** The task lines that the entries of `undo.data` stored, in order. */
export function storedIn(undo: string): readonly string[] {
  const entries = undo.split("\n---\n").slice(0, -1);
  return entries.map((entry) => entry.slice(entry.lastIndexOf("\nnew ") + "\nnew ".length));
}
