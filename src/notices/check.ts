import type { Notice, NoticeKind } from "@/domain/notice.ts";
import type { DueTask } from "@/ports/log_queries.ts";
import type { ConflictRow, PendingPush } from "@/ports/operations.ts";
import { conflictNotice, dueNotice, staleNotice, unsentNotice } from "@/notices/state_notices.ts";

/** How things stand, as far as a person is to hear of it. */
export interface Situation {
  readonly nowMs: number;
  /** Open tasks that are overdue or due within the time that counts. */
  readonly due: readonly DueTask[];
  readonly conflicts: readonly ConflictRow[];
  /** When the sides were last read without an error; `null`: never. */
  readonly goodSyncAt: string | null;
  /** Changes that have not arrived, the oldest first. */
  readonly waiting: readonly PendingPush[];
  /** Assignments and comments; see `taskNews`. */
  readonly news: readonly Notice[];
}

export interface CheckRules {
  readonly kinds: readonly NoticeKind[];
  readonly staleAfterMs: number;
  readonly unsentAfterMs: number;
}

/** Everything there is to tell, told before or not. */
export function check(situation: Situation, rules: CheckRules): readonly Notice[] {
  const { nowMs, due, conflicts, goodSyncAt, waiting, news } = situation;
  const isOld = (at: string, afterMs: number) => nowMs - Date.parse(at) >= afterMs;
  const late = waiting.filter(({ since }) => isOld(since, rules.unsentAfterMs));
  const all = [
    ...due.map((task) => dueNotice(task, nowMs)),
    ...news,
    ...conflicts.map(conflictNotice),
    ...(goodSyncAt === null || isOld(goodSyncAt, rules.staleAfterMs)
      ? [staleNotice(goodSyncAt)]
      : []),
    ...late.slice(0, 1).map((oldest) => unsentNotice(oldest, waiting.length)),
  ];
  return all.filter(({ kind }) => rules.kinds.includes(kind));
}
