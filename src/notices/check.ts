import type { Notice, NoticeKind } from "@/domain/notice.ts";
import type { DueTask } from "@/ports/log_queries.ts";
import type { RunFailure } from "@/ports/log_reader.ts";
import type {
  ConflictRow,
  HeldDeletion,
  LeftOut,
  PendingPush,
  RejectedMessage,
} from "@/ports/operations.ts";
import {
  conflictNotice,
  dueNotice,
  failedNotice,
  heldNotice,
  leftOutNotice,
  rejectedNotice,
  staleNotice,
  unsentNotice,
} from "@/notices/state_notices.ts";

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
  readonly leftOut: readonly LeftOut[];
  readonly rejected: readonly RejectedMessage[];
  readonly held: readonly HeldDeletion[];
  /** What ended the last run; `null`: nothing did. */
  readonly failure: RunFailure | null;
  /** Assignments and comments; see `taskNews`. */
  readonly news: readonly Notice[];
}

interface CheckRules {
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
      ? [staleNotice(goodSyncAt, situation.failure)]
      : []),
    ...(situation.failure !== null && needsPeople(situation.failure)
      ? [failedNotice(situation.failure)]
      : []),
    ...situation.leftOut.map(leftOutNotice),
    ...situation.rejected.map(rejectedNotice),
    ...heldNotice(situation.held),
    ...late.slice(0, 1).map((oldest) => unsentNotice(oldest, waiting.length)),
  ];
  return all.filter(({ kind }) => rules.kinds.includes(kind));
}

/** What waiting alone does not mend is told at once, not only when the last good sync is long ago. */
function needsPeople({ code }: RunFailure): boolean {
  return !passing.has(code);
}

const passing: ReadonlySet<string> = new Set([
  "SERVER_UNAVAILABLE",
  "RATE_LIMITED",
  "LOCKED",
  "VERSION_CONFLICT",
  "ABORTED",
]);
