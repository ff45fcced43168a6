import type { Notice } from "@/domain/notice.ts";
import type { DueTask } from "@/ports/log_queries.ts";
import type { ConflictRow, PendingPush } from "@/ports/operations.ts";

/** Once before it is due and once after, for each due date it gets. */
export function dueNotice({ task, title, dueAt }: DueTask, nowMs: number): Notice {
  const isOver = Date.parse(dueAt) <= nowMs;
  return {
    id: `${isOver ? "overdue" : "due"}/${task}/${dueAt}`,
    kind: isOver ? "overdue" : "due",
    ...{ task, title, at: dueAt },
    text: isOver ? `${title} was due ${minute(dueAt)}` : `${title} is due ${minute(dueAt)}`,
  };
}

export function conflictNotice({ id, task, title, field, kept, at }: ConflictRow): Notice {
  const what = field === "deleted"
    ? "deleted on one side, edited on the other"
    : `${field} differs`;
  return {
    id: `conflict/${task}/${id}`,
    kind: "conflict",
    ...{ task, title, at },
    text: `${title}: ${what}; kept what ${sideNames[kept.side]} says (conflict ${id})`,
  };
}

/** Once for each time that the syncing stops. */
export function staleNotice(goodSyncAt: string | null): Notice {
  return {
    id: `stale/${goodSyncAt ?? "never"}`,
    kind: "stale",
    ...{ task: null, title: null, at: goodSyncAt },
    text: goodSyncAt === null
      ? "There has been no sync yet"
      : `The last good sync was ${minute(goodSyncAt)}`,
  };
}

export function unsentNotice(oldest: PendingPush, count: number): Notice {
  const { task, title, side, since, error } = oldest;
  const others = count > 1 ? `, and ${count - 1} more` : "";
  const why = error === null ? "" : ` (${error})`;
  return {
    id: `unsent/${task}/${since}`,
    kind: "unsent",
    ...{ task, title, at: since },
    text: `A change of ${title} has waited for ${sideNames[side]} since ${minute(since)}` +
      `${others}${why}`,
  };
}

const sideNames = { taskwarrior: "Taskwarrior", vikunja: "Vikunja" } as const;

function minute(at: string): string {
  return `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
}
