import { SyncError } from "@/domain/errors.ts";
import { inOneGo, type Steps } from "@/domain/steps.ts";
import { createLogHistory, type LogHistory } from "@/app/history/history.ts";
import type { History } from "@/ports/history.ts";
import type { OpenLog } from "@/ports/log.ts";

/** From the log itself: readers wait for the one that writes for a commit at most. */
export function historyOf(open: OpenLog): History {
  return {
    list: (filter) => lookBack(open, (by) => by.list(filter)),
    operation: (position) => lookBack(open, (by) => by.operation(position)),
    diff: (asked) => lookBack(open, (by) => by.diff(asked)),
    taskAt: (task, at) => lookBack(open, (by) => by.taskAt(task, at)),
    tasksAt: (at) => lookBack(open, (by) => by.tasksAt(at)),
  };
}

/** @throws {SyncError} `NOT_FOUND`: there is no log yet. */
export async function lookBack<T>(
  open: OpenLog,
  look: (history: LogHistory) => Steps<T>,
): Promise<T> {
  using log = await open();
  if (log !== null) return inOneGo(look(createLogHistory(log)));
  throw new SyncError("NOT_FOUND", "Cannot look back: nothing was synced yet", {
    hint: "Run `sync` first.",
  });
}
