import { isDropped } from "@/domain/dropped.ts";
import type { ErrorCode } from "@/domain/errors.ts";
import type { Status, SyncSummary } from "@/ports/operations.ts";

/** What scripts may rely on. */
export const ExitCode = {
  ok: 0,
  failed: 1,
  /** Usage or configuration: nothing gets better by trying again. */
  usage: 2,
  /** A conflict, or done in part: the output says which. */
  conflict: 3,
  notFound: 4,
  /** The lock or the server was not to be had, or work is queued. */
  tryAgain: 75,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

export function exitCodeOfError(code: ErrorCode): ExitCode {
  switch (code) {
    case "USAGE":
    case "CONFIG":
    case "AUTH":
    case "FORBIDDEN":
    case "SERVER_TOO_OLD":
    case "TASK_MISSING":
    case "UDA_MISSING":
    case "DAEMON_VERSION":
    case "BINDING":
      return ExitCode.usage;
    case "MASS_DELETE":
    case "SELECTION":
    case "TASKS_GONE":
    case "STALE":
    case "STATE_CONFLICT":
      return ExitCode.conflict;
    case "NOT_FOUND":
      return ExitCode.notFound;
    case "SERVER_UNAVAILABLE":
    case "SYNC_SERVER_UNAVAILABLE":
    case "RATE_LIMITED":
    case "LOCKED":
    case "VERSION_CONFLICT":
    case "MAILBOX_FULL":
    case "QUOTA":
    case "ABORTED":
    case "DAEMON_GONE":
    case "STORE_UNAVAILABLE":
    case "FENCED":
    case "NOTIFY_FAILED":
      return ExitCode.tryAgain;
    case "SERVER_REFUSED":
    case "SYNC_SERVER":
    case "SERVER_ANSWER":
    case "ARCHIVED":
    case "TASK_FAILED":
    case "TASK_EXPORT":
    case "TASK_REFUSED":
    case "LINK_TAKEN":
    case "LOG_DAMAGED":
    case "LOG_NEWER":
    case "BACKUP_DAMAGED":
    case "DISK_FULL":
    case "LOCK_UNAVAILABLE":
    case "STATE_DAMAGED":
    case "STATE_UNAVAILABLE":
    case "STATE_VALUE":
    case "OUTPUT":
    case "INTERNAL":
      return ExitCode.failed;
  }
}

export function exitCodeOfSync(summary: SyncSummary): ExitCode {
  const { failed, conflicts, held = 0, undecided = 0 } = summary;
  if (failed > 0 || conflicts > 0 || held > 0 || undecided > 0) return ExitCode.conflict;
  return summary.pending > 0 ? ExitCode.tryAgain : ExitCode.ok;
}

export function exitCodeOfStatus(status: Status): ExitCode {
  const { failure, wakes, refused, undecided, held, daemon } = status;
  const isHeld = failure !== null &&
    exitCodeOfError(failure.code as ErrorCode) === ExitCode.conflict;
  if (held.length > 0) return ExitCode.conflict;
  const isInTrouble = failure === null && daemon !== null && daemon.error !== null;
  if (wakes !== null || isInTrouble || failure !== null && !isHeld) return ExitCode.tryAgain;
  const code = exitCodeOfPushes(status);
  const isForPeople = refused > 0 || undecided > 0 || isHeld;
  return code === ExitCode.ok && isForPeople ? ExitCode.conflict : code;
}

/** What a person dropped is no failure. */
export function exitCodeOfPushes(
  { pending, dead, leftOut, rejected }: Pick<Status, "pending" | "dead" | "leftOut" | "rejected">,
): ExitCode {
  if (pending.length > 0) return ExitCode.tryAgain;
  const isAllRight = dead.every(isDropped) && leftOut.every(({ isAccepted }) => isAccepted) &&
    rejected.length === 0;
  return isAllRight ? ExitCode.ok : ExitCode.conflict;
}
