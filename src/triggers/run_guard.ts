import { type ErrorCode, SyncError } from "@/domain/errors.ts";
import type { LogEvent } from "@/domain/events.ts";
import type { Side } from "@/domain/task.ts";
import type { Replica } from "@/ports/replica.ts";
import type { Belonging } from "@/triggers/belonging.ts";

/** What keeps a run from writing to what does not belong to its log. */
export interface RunGuard {
  /** Nothing of this run is checked yet. */
  begin(): void;
  /** @throws {SyncError} `BINDING`: another engine, or another place. */
  belonging(folder: string, isThisEngine: boolean, signal: AbortSignal): Promise<Belonging>;
  /** Notes in the data folder and, by the event, in the log that something changed; `null`: not now. */
  nextRound(folder: string, log: string): LogEvent | null;
  /** The side was read in this run, and is as it was. */
  passed(side: Side): void;
  /** Looks, unless that was done in this run. @throws {SyncError} `BINDING`: it is not as it was. */
  check(side: Side, signal: AbortSignal): Promise<void>;
  /** Why a write was not made in this run. */
  refusal(): SyncError | null;
  /** Yes or no; `null` where there is nobody to ask. */
  approve(question: string): Promise<boolean | null>;
  readonly clockOffsetMs: () => number | null;
}

type SideChecks = Readonly<Record<Side, (signal: AbortSignal) => Promise<void>>>;

/** Lets nothing be written to a side before it was checked, once a run. */
export interface WriteGates {
  begin(): void;
  passed(side: Side): void;
  check(side: Side, signal: AbortSignal): Promise<void>;
  refusal(): SyncError | null;
  guarded<R extends Replica>(replica: R): R;
}

const lasting: ReadonlySet<ErrorCode> = new Set(["BINDING", "LOG_DAMAGED"]);

/** `checkLog`: is called before each write. */
export function createWriteGates(checks: SideChecks, checkLog: () => void): WriteGates {
  const checked = new Map<Side, Promise<void>>();
  let refusal: SyncError | null = null;

  async function pass(side: Side, signal: AbortSignal): Promise<void> {
    try {
      checkLog();
      const under = checked.get(side) ?? checks[side](signal);
      checked.set(side, under);
      await under;
    } catch (thrown) {
      // What could not be asked is asked again before the next write.
      if (thrown instanceof SyncError && lasting.has(thrown.code)) refusal ??= thrown;
      else checked.delete(side);
      throw thrown;
    }
  }

  return {
    begin() {
      checked.clear();
      refusal = null;
    },
    passed: (side) => void checked.set(side, Promise.resolve()),
    check: pass,
    refusal: () => refusal,
    guarded: (replica) => ({
      ...replica,
      async write(writes, signal) {
        await pass(replica.side, signal);
        return await replica.write(writes, signal);
      },
    }),
  };
}
