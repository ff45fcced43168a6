import { SyncError } from "@/domain/errors.ts";
import type { Task } from "@/domain/task.ts";
import type { PushOrder } from "@/ports/push_queue.ts";
import type { Written } from "@/ports/replica.ts";

/** This is not the side that the log is bound to, or one of the two is not as it was. */
export function isHeldBack(outcome: Written): boolean {
  return outcome.kind === "failed" &&
    (outcome.error.code === "BINDING" || outcome.error.code === "LOG_DAMAGED");
}

export function doubtIn({ doubtful }: { readonly doubtful?: Task }): { readonly doubtful?: Task } {
  return doubtful === undefined ? {} : { doubtful };
}

export function unanswered(): Written {
  const error = new SyncError("INTERNAL", "A write got no outcome", { retryable: true });
  return { kind: "failed", error };
}

export function restless({ streamId }: PushOrder, times: number): SyncError {
  return new SyncError(
    "TASK_FAILED",
    `Cannot write task ${streamId}: it changed before each of ${times} writes`,
    { retryable: true },
  );
}
