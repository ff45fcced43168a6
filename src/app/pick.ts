import { SyncError } from "@/domain/errors.ts";
import type { Side } from "@/domain/task.ts";
import type { Pick, PickOutcome } from "@/ports/operations.ts";
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
  const frame = { open: () => open({ planOnly: false, jobs }, signal) };
  return await withRun(frame, async ({ log, engine, compare }) => {
    const options = { projects: [], full: false, allowMassDelete: false, jobs };
    const { events } = await compare(options, () => {}, signal);
    const rows = [...log.conflictList(), ...log.pickedConflicts()];
    const outcomes: PickOutcome[] = [];
    for (const { conflictId, side } of picks) {
      const row = rows.find(({ id }) => id === conflictId);
      const error = row === undefined
        ? `there is no conflict ${conflictId} any more`
        : await failureOf(engine.ask(row.task, { type: "PickConflict", conflictId, side }));
      outcomes.push({ conflictId, side, error });
      // Two of one task: the second is decided on once the first is written.
      await engine.quiet();
    }
    return { value: outcomes, events };
  });
}

async function failureOf(work: Promise<void>): Promise<string | null> {
  try {
    await work;
    return null;
  } catch (thrown) {
    if (!(thrown instanceof SyncError)) throw thrown;
    return thrown.message;
  }
}
