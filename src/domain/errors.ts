/** Stable codes: scripts and tests may rely on them; the text of a message may change. */
export const errorCodes = [
  "USAGE",
  "CONFIG",
  "AUTH",
  "FORBIDDEN",
  "NOT_FOUND",
  "SERVER_UNAVAILABLE",
  "SERVER_REFUSED",
  "SERVER_ANSWER",
  /** It lacks what this program works with. */
  "SERVER_TOO_OLD",
  "RATE_LIMITED",
  "ARCHIVED",
  "TASK_MISSING",
  "TASK_FAILED",
  "TASK_EXPORT",
  "TASK_REFUSED",
  "UDA_MISSING",
  /** Where replicas of Taskwarrior meet: not to be had now; or it refused, or is not as it was. */
  "SYNC_SERVER_UNAVAILABLE",
  "SYNC_SERVER",
  "BINDING",
  "MASS_DELETE",
  /** The configuration selects other tasks than before, and nobody has seen what that changes. */
  "SELECTION",
  "TASKS_GONE",
  "LOCKED",
  "LOCK_UNAVAILABLE",
  "STATE_CONFLICT",
  "STATE_DAMAGED",
  "STATE_UNAVAILABLE",
  "STATE_VALUE",
  "VERSION_CONFLICT",
  /** A change was refused: the task has another version, or was claimed by somebody else since. */
  "STALE",
  "LINK_TAKEN",
  "LOG_DAMAGED",
  "LOG_NEWER",
  /** The database under the log does not answer, or not as one that can be written to. */
  "STORE_UNAVAILABLE",
  /** Another host owns the list now, or may: nothing is stored or sent from here any more. */
  "FENCED",
  /** A backup is not as it was written, or none at all. */
  "BACKUP_DAMAGED",
  "DISK_FULL",
  "MAILBOX_FULL",
  "QUOTA",
  "ABORTED",
  /** The daemon ended while it was asked. */
  "DAEMON_GONE",
  /** The daemon is of another version than this program. */
  "DAEMON_VERSION",
  /** Whoever was to be told of something was not to be had. */
  "NOTIFY_FAILED",
  /** What came of it could not be written to stdout. */
  "OUTPUT",
  "INTERNAL",
] as const;

export type ErrorCode = typeof errorCodes[number];

interface SyncErrorOptions {
  /** Whether doing the same again later can succeed without anybody changing anything. */
  readonly retryable?: boolean;
  /** What the reader can do about it, as a sentence. */
  readonly hint?: string;
  /** Not before this long from now, in milliseconds; only with `retryable`. */
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
  /** Facts for programs (versions, ids, counts); never a secret. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** The one error of the project; adapters translate into it once, at the edge. */
export class SyncError extends Error {
  override readonly name = "SyncError";
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly hint: string | null;
  readonly retryAfterMs: number | null;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: SyncErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.hint = options.hint ?? null;
    this.retryAfterMs = options.retryAfterMs ?? null;
    this.details = options.details ?? {};
  }
}

/**
 * Anything thrown, as a `SyncError`; one that already is stays itself. Where giving back failed as well, what was
 * thrown first says why.
 */
export function asSyncError(thrown: unknown): SyncError {
  if (thrown instanceof SyncError) return thrown;
  if (thrown instanceof Error && thrown.name === "SuppressedError" && "suppressed" in thrown) {
    return asSyncError(thrown.suppressed);
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new SyncError("INTERNAL", message, { cause: thrown });
}

/** The same with more said of it; `details` besides what there are. The one before is its cause. */
export function restated(
  error: SyncError,
  more: Pick<SyncErrorOptions, "hint" | "details"> & { readonly message?: string },
): SyncError {
  const { code, retryable, hint, retryAfterMs } = error;
  const { message = error.message, details, ...said } = more;
  return new SyncError(code, message, {
    retryable,
    cause: error,
    details: { ...error.details, ...details },
    ...(hint === null ? {} : { hint }),
    ...(retryAfterMs === null ? {} : { retryAfterMs }),
    ...said,
  });
}

/** The same of a write of which it is known that nothing was written: what stands there then is not its doing. */
export function unwritten(error: SyncError): SyncError {
  return restated(error, { details: { unwritten: true } });
}
