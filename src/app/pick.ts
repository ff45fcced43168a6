import { SyncError } from "@/domain/errors.ts";
import type { Side } from "@/domain/task.ts";
import { type OpenRun, withRun } from "@/app/run.ts";

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
  { conflictId, side, jobs }: Picked,
  signal: AbortSignal,
): Promise<void> {
  const frame = { open: () => open({ planOnly: false, jobs }, signal) };
  await withRun(frame, async ({ log, engine, compare }) => {
    const row = log.conflictList().find(({ id }) => id === conflictId);
    if (row === undefined) {
      throw new SyncError("NOT_FOUND", `Cannot pick: there is no open conflict ${conflictId}`, {
        hint: "See `conflicts list`.",
      });
    }
    const options = { projects: [], full: false, allowMassDelete: false, jobs };
    await compare(options, () => {}, signal);
    await engine.ask(row.task, { type: "PickConflict", conflictId, side });
    return { value: undefined };
  });
}
