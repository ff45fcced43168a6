import { join } from "node:path";
import { inodeOf, readDatabase } from "@/adapters/taskwarrior/database_3.ts";
import type { DataHistory } from "@/ports/replica.ts";
import type { Position } from "@/adapters/taskwarrior/cursor.ts";
import { appended, type FileMark, markFile, read } from "@/adapters/taskwarrior/file_mark.ts";

/** What the files themselves tell. */
export function dataHistory(folder: string, { line, mark }: Position): DataHistory {
  return line === "2"
    ? historyOf2(folder, mark as unknown as Marks2)
    : historyOf3(folder, mark as unknown as Mark3);
}

interface Marks2 {
  readonly backlog: FileMark | null;
  readonly undo: FileMark | null;
}

/**
 * Undo shortens `undo.data`, and of an add `backlog.data` as well, both in place and now; `task sync` leaves a
 * key in the backlog. Neither puts a file there that is older than the one that was read.
 */
function historyOf2(folder: string, then: Marks2): DataHistory {
  const goesOn = (name: keyof Marks2) => {
    const path = join(folder, `${name}.data`);
    const now = markFile(path, false);
    const before = then[name];
    // A whole copy in another place goes on as well: what counts is what is in it.
    const there = before === null || now === null ? before : { ...before, inode: now.inode };
    return appended(path, there, now) !== null;
  };
  const [backlog, undo] = [goesOn("backlog"), goesOn("undo")];
  if (backlog && undo) return "continued";
  if (backlog || undo || hasSyncKey(folder)) return "unclear";
  const [before, now] = [then.undo, markFile(join(folder, "undo.data"), false)];
  if (now === null) return "gone";
  const isPutThere = before === null || before.inode !== now.inode ||
    now.modifiedMs < before.modifiedMs;
  return isPutThere ? "older" : "unclear";
}

const keyBytes = 200;

function hasSyncKey(folder: string): boolean {
  const path = join(folder, "backlog.data");
  if (markFile(path, false) === null) return false;
  return read(path, 0, keyBytes).split("\n").some((line) => /^[0-9a-f-]{36}$/.test(line));
}

interface Mark3 {
  readonly inode: number | null;
  readonly last: number;
  readonly highest: number;
}

/** Numbers of operations are never given twice, whatever is undone. */
function historyOf3(folder: string, then: Mark3): DataHistory {
  const path = join(folder, "taskchampion.sqlite3");
  if (then.inode === null) return "unclear";
  if (inodeOf(path) === null) return "gone";
  return readDatabase(path, (database) => {
    const row = database.prepare(`SELECT
      (SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'operations') AS highest,
      (SELECT count(*) FROM operations WHERE id = ?) AS there`).get(then.last);
    if (Number(row?.["highest"]) < then.highest) return "older";
    return then.last === 0 || Number(row?.["there"]) > 0 ? "continued" : "unclear";
  });
}
