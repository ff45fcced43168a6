import type { Side } from "@/domain/task.ts";
import { actOnInbox } from "@/app/inbox/act.ts";
import type { OpenRun } from "@/app/run/run.ts";
import type { Pick, PickOutcome } from "@/ports/operations.ts";

interface Picked {
  readonly conflictId: string;
  readonly side: Side;
  /** Reads in parallel. */
  readonly jobs: number;
}

/**
 * Makes the side's value of a conflict the value of both sides.
 * @throws {SyncError} `NOT_FOUND`
 */
export async function pickConflict(
  open: OpenRun,
  { jobs, ...pick }: Picked,
  signal: AbortSignal,
): Promise<void> {
  const [acted] = await actOnInbox(open, { acts: [actOf(pick)], jobs }, signal);
  if (acted !== undefined && acted.error !== null) throw acted.error;
}

interface ManyPicked {
  readonly picks: readonly Pick[];
  /** Reads in parallel. */
  readonly jobs: number;
}

/** The same of many after one look at both sides; what came of each. */
export async function pickConflicts(
  open: OpenRun,
  { picks, jobs }: ManyPicked,
  signal: AbortSignal,
): Promise<readonly PickOutcome[]> {
  const acted = await actOnInbox(open, { acts: picks.map(actOf), jobs }, signal);
  return picks.map((pick, at) => ({
    conflictId: pick.conflictId,
    side: pick.side,
    error: acted[at]?.error?.message ?? null,
  }));
}

function actOf({ conflictId: id, side }: Pick) {
  return { id, choice: side ?? "take back" } as const;
}
