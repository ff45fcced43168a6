import { SyncError } from "@/domain/errors.ts";
import type { Side } from "@/domain/task.ts";
import type { OpenOptions } from "@/triggers/manual_sync.ts";
import { appendLogEvents } from "@/triggers/log_events.ts";
import { syncRun } from "@/triggers/sync_run.ts";
import type { LoggedSession } from "@/compose/session.ts";

export interface Picked {
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
  open: (options: OpenOptions, signal: AbortSignal) => Promise<LoggedSession>,
  { conflictId, side, jobs }: Picked,
  signal: AbortSignal,
): Promise<void> {
  await using session = await open({ planOnly: false, jobs }, signal);
  const row = session.queries.conflictList().find(({ id }) => id === conflictId);
  if (row === undefined) {
    throw new SyncError("NOT_FOUND", `Cannot pick: there is no open conflict ${conflictId}`, {
      hint: "See `conflicts list`.",
    });
  }
  const options = { projects: [], full: false, allowMassDelete: false, jobs };
  await syncRun(session, options, () => {}, signal);
  await session.engine.ask(row.task, { type: "PickConflict", conflictId, side });
  await session.engine.quiet();
  await appendLogEvents(session.store, session.cachedFacts());
}
