import { epochOf } from "@/adapters/taskwarrior/stored/stored_property.ts";
import { bufferOf } from "@/adapters/taskwarrior/stored/task_file.ts";
import type { HeldFile } from "@/adapters/taskwarrior/stored/task_files.ts";
import type { UndoEntry } from "@/adapters/taskwarrior/stored/undo_entries.ts";

/** Far enough back for what was changed lately. */
const tailBytes = 512 * 1024;

/**
 * Whether `task undo` took back a change of the task that came after the first of these: it takes the entry out of
 * `undo.data` and leaves the line in `backlog.data`. Told by the second that each change is stamped with, and of one
 * second by how many there are. `all`: of the task, with those that came before.
 */
export function isTakenBack(
  backlog: HeldFile,
  uuid: string,
  entries: readonly UndoEntry[],
  all: readonly UndoEntry[],
): boolean {
  const stampOf = (entry: UndoEntry) => entry.new.get("modified");
  const stamps = new Set(entries.map(stampOf));
  const size = backlog.size();
  const tail = bufferOf(backlog.read(Math.max(0, size - tailBytes), size)).toString("latin1");
  const lines = tail.split("\n").filter((line) => line.includes(`"uuid":"${uuid}"`))
    .map((line) => epochOf(/"modified":"([^"]*)"/.exec(line)?.[1] ?? ""));
  const first = lines.findIndex((stamp) => stamps.has(stamp));
  if (first < 0) return false;
  const countOf = (stamps: readonly (string | undefined)[], stamp: string | undefined) =>
    stamps.filter((each) => each === stamp).length;
  return lines.slice(first).some((stamp) =>
    !stamps.has(stamp) || countOf(lines, stamp) > countOf(all.map(stampOf), stamp)
  );
}
