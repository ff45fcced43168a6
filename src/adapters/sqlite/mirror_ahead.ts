import { SyncError } from "@/domain/errors.ts";
import type { SharedLog } from "@/ports/shared_log.ts";

/** Nothing of it is thrown away: what the database has lost is here. */
export function aheadOf(
  shared: Pick<SharedLog, "shownAs">,
  position: number,
  path: string,
): SyncError {
  return new SyncError(
    "LOG_DAMAGED",
    `Cannot go on with the list at ${shared.shownAs}: it ends before position ${position}, which ${path} has`,
    {
      hint: "The database lost what it had stored, or an older state of it was put back. Put a " +
        "newer one back; or move the file away, and what it alone has is gone.",
      details: { path, position },
    },
  );
}
