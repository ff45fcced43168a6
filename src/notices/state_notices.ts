import { sideNames } from "@/domain/task.ts";
import type { Notice } from "@/domain/notice.ts";
import type { DueTask } from "@/ports/log_queries.ts";
import type { RunFailure } from "@/ports/log_reader.ts";
import type {
  ConflictRow,
  HeldDeletion,
  LeftOut,
  PendingPush,
  RejectedMessage,
} from "@/ports/operations.ts";

/** Once before it is due and once after, for each due date it gets. */
export function dueNotice({ task, title, dueAt }: DueTask, nowMs: number): Notice {
  const isOver = Date.parse(dueAt) <= nowMs;
  return {
    id: `${isOver ? "overdue" : "due"}/${task}/${dueAt}`,
    kind: isOver ? "overdue" : "due",
    task,
    title,
    at: dueAt,
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
    task,
    title,
    at,
    text: `${title}: ${what}; kept what ${sideNames[kept.side]} says (conflict ${id})`,
  };
}

/** Once for each time that the syncing stops. */
export function staleNotice(goodSyncAt: string | null, failure: RunFailure | null): Notice {
  const why = failure === null ? "" : `; the last try failed: ${failure.message}`;
  return {
    id: `stale/${goodSyncAt ?? "never"}`,
    kind: "stale",
    task: null,
    title: null,
    at: goodSyncAt,
    text: goodSyncAt === null
      ? `There has been no sync yet${why}`
      : `The last good sync was ${minute(goodSyncAt)}${why}`,
  };
}

/** Once for each way in which the syncing stops. */
export function failedNotice({ code, message, since }: RunFailure): Notice {
  return {
    id: `failed/${code}/${since}`,
    kind: "stale",
    task: null,
    title: null,
    at: since,
    text: `No sync since ${minute(since)}: ${message} (${code})`,
  };
}

/** Once for each time that something else is left out of a task. */
export function leftOutNotice({ task, title, side, parts, since }: LeftOut): Notice {
  const what = parts.map(({ what, why }) => `${what} (${why})`).join("; ");
  return {
    id: `leftout/${task}/${side}/${since}`,
    kind: "unsent",
    task,
    title,
    at: since,
    text: `${title} did not get to ${sideNames[side]} whole: ${what}`,
  };
}

export function rejectedNotice({ task, title, code, reason, since }: RejectedMessage): Notice {
  return {
    id: `rejected/${task}/${since}`,
    kind: "unsent",
    task,
    title,
    at: since,
    text: `${title === "" ? task : title} could not be worked on (${code}: ${reason})`,
  };
}

/** Once for each time that another one is held. */
export function heldNotice(held: readonly HeldDeletion[]): readonly Notice[] {
  const last = held.at(-1);
  if (last === undefined) return [];
  const { task, title, side, since } = last;
  const isOne = held.length === 1;
  const which = isOne ? `${title} is` : `${held.length} tasks are`;
  return [{
    id: `held/${task}/${since}`,
    kind: "unsent",
    task: isOne ? task : null,
    title: isOne ? title : null,
    at: since,
    text:
      `${which} gone from ${sideNames[side]}, and left on the other side until you say what is ` +
      "right: `vikunja-sync held`",
  }];
}

export function unsentNotice(oldest: PendingPush, count: number): Notice {
  const { task, title, side, since, error } = oldest;
  const others = count > 1 ? `, and ${count - 1} more` : "";
  const why = error === null ? "" : ` (${error})`;
  return {
    id: `unsent/${task}/${since}`,
    kind: "unsent",
    task,
    title,
    at: since,
    text: `A change of ${title} has waited for ${sideNames[side]} since ${minute(since)}` +
      `${others}${why}`,
  };
}

function minute(at: string): string {
  return `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
}
