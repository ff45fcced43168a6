import { type ErrorCode, SyncError } from "@/domain/errors.ts";
import { LockError } from "@/locks/lock_error.ts";
import { StateError } from "@/locks/state_error.ts";

/** Errors of `src/locks`, which knows nothing of ours, as ours; all others stay what they are. */
export function asLockFailure(thrown: unknown): unknown {
  if (thrown instanceof LockError) {
    const retryable = thrown.code === "LOCK_TIMEOUT";
    return new SyncError(codeOfLock(thrown), thrown.message, {
      cause: thrown,
      retryable,
      details: { path: thrown.path },
      ...(retryable ? { hint: "Wait longer with --timeout, or see `lock status`." } : {}),
    });
  }
  if (thrown instanceof StateError) {
    return new SyncError(codeOfState(thrown), thrown.message, {
      cause: thrown,
      details: { path: thrown.path },
    });
  }
  return thrown;
}

function codeOfLock({ code }: LockError): ErrorCode {
  switch (code) {
    case "LOCK_TIMEOUT":
      return "LOCKED";
    case "LOCK_NESTED":
    case "LOCK_UNAVAILABLE":
      return "LOCK_UNAVAILABLE";
    case "LOCK_UNSUPPORTED":
      return "USAGE";
  }
}

function codeOfState({ code }: StateError): ErrorCode {
  switch (code) {
    case "STATE_MISSING":
      return "NOT_FOUND";
    case "STATE_DAMAGED":
    case "STATE_UNAVAILABLE":
    case "STATE_VALUE":
      return code;
  }
}
