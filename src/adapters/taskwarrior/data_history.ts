import { join } from "@/ports/paths.ts";
import type { DataHistory } from "@/ports/replica.ts";
import { hasData, knowsData } from "@/adapters/taskwarrior/data_presence.ts";
import type { Position } from "@/adapters/taskwarrior/common/cursor.ts";
import {
  type FileMark,
  type MarkedFile,
  markedFile,
} from "@/adapters/taskwarrior/stored/marked_file.ts";
import type { TaskwarriorPorts } from "@/adapters/taskwarrior/ports.ts";
import type { TaskDatabase } from "@/adapters/taskwarrior/v3/task_database.ts";
import type { TaskFiles } from "@/adapters/taskwarrior/stored/task_files.ts";

/** What the files themselves tell. `nowMs`: by this machine's clock, which stamps them. */
export function dataHistory(
  ports: Pick<TaskwarriorPorts, "files" | "database">,
  folder: string,
  position: Position,
  nowMs: number,
): DataHistory {
  const { line, mark } = position;
  const { files, database } = ports;
  if (knowsData(position) && !hasData(ports, { line, dataFolder: folder })) return "gone";
  return line === "2"
    ? historyOf2(files, folder, mark as unknown as Marks2, nowMs)
    : historyOf3(database(folder), mark as unknown as Mark3);
}

interface Marks2 {
  readonly backlog: FileMark | null;
  readonly undo: FileMark | null;
}

/**
 * Undo shortens `undo.data`, and of an add `backlog.data` as well, both in place and now; `task sync` leaves a
 * key in the backlog. Neither puts a file there that is older than the one that was read, unless the clock was set back
 * since: then stamps tell nothing.
 */
function historyOf2(
  files: TaskFiles,
  folder: string,
  then: Marks2,
  nowMs: number,
): DataHistory {
  const fileOf = (name: keyof Marks2) => markedFile(files, join(folder, `${name}.data`));
  const goesOn = (name: keyof Marks2) => {
    const file = fileOf(name);
    const now = file.mark(false);
    const before = then[name];
    // A whole copy in another place goes on as well: what counts is what is in it.
    const there = before === null || now === null ? before : { ...before, inode: now.inode };
    return file.appended(there, now) !== null;
  };
  const [backlog, undo] = [goesOn("backlog"), goesOn("undo")];
  if (backlog && undo) return "continued";
  if (backlog || undo || hasSyncKey(fileOf("backlog"))) return "unclear";
  const [before, now] = [then.undo, fileOf("undo").mark(false)];
  if (now === null) return "gone";
  const isPutThere = before === null || before.inode !== now.inode ||
    now.modifiedMs < before.modifiedMs && before.modifiedMs <= nowMs;
  return isPutThere ? "older" : "unclear";
}

const keyBytes = 200;

function hasSyncKey(backlog: MarkedFile): boolean {
  if (backlog.mark(false) === null) return false;
  return backlog.text(0, keyBytes).split("\n").some((line) => /^[0-9a-f-]{36}$/.test(line));
}

interface Mark3 {
  readonly inode: number | null;
  readonly last: number;
  readonly highest: number;
}

/** Numbers of operations are never given twice, whatever is undone. */
function historyOf3(database: TaskDatabase, then: Mark3): DataHistory {
  if (then.inode === null) return "unclear";
  if (database.identity() === null) return "gone";
  return database.read((stored) => {
    if (stored.position().highest < then.highest) return "older";
    return then.last === 0 || stored.hasOperation(then.last) ? "continued" : "unclear";
  });
}
