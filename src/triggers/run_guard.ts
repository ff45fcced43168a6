import { type ErrorCode, SyncError } from "@/domain/errors.ts";
import type { LogEvent } from "@/domain/events.ts";
import type { Side } from "@/domain/task.ts";
import type { Replica } from "@/ports/replica.ts";
import type { Belonging } from "@/triggers/belonging.ts";

/** What keeps a run from writing to what does not belong to its log. */
export interface RunGuard {
  /** @throws {SyncError} `BINDING`: another engine, or another place. */
  belonging(folder: string, isThisEngine: boolean, signal: AbortSignal): Promise<Belonging>;
  /** Notes in the data folder and, by the event, in the log that something changed; `null`: not now. */
  nextRound(folder: string, log: string): LogEvent | null;
  /** The side was read just now, and is as it was. */
  passed(side: Side): void;
  /** Whether `check` found no task at all in Vikunja, and no read has told of it since. */
  isServerEmpty(): boolean;
  /** Looks, unless that was done a moment ago. @throws {SyncError} `BINDING`: it is not as it was. */
  check(side: Side, signal: AbortSignal): Promise<void>;
  /** Why a write was not made since the gates were opened. */
  refusal(): SyncError | null;
  /** Yes or no; `null` where there is nobody to ask. */
  approve(question: string): Promise<boolean | null>;
  readonly clockOffsetMs: () => number | null;
}

type SideChecks = Readonly<Record<Side, (signal: AbortSignal) => Promise<void>>>;

/** Lets nothing be written to a side that was not looked at a moment ago. */
export interface WriteGates {
  /** Nothing is checked or refused yet. */
  begin(): void;
  passed(side: Side): void;
  check(side: Side, signal: AbortSignal): Promise<void>;
  refusal(): SyncError | null;
  guarded<R extends Replica>(replica: R): R;
  /** The same for a replica that asks `check` itself before it sends anything: what it reads first is read meanwhile. */
  askedBy<R extends Replica>(replica: R): R;
}

interface WriteGatesDeps {
  readonly checks: SideChecks;
  /** Called before each write. */
  readonly checkLog: () => void;
  /** Milliseconds on a clock that does not jump. */
  readonly elapsed: () => number;
  /** Told of the first refusal. */
  readonly onRefusal: (error: SyncError) => void;
}

const lasting: ReadonlySet<ErrorCode> = new Set(["BINDING", "LOG_DAMAGED"]);
/** A backup that is put back within such a time goes unnoticed until the next write. */
const momentMs = 1_000;
/** Where writes follow one another, the next look begins so long after the last one that none of them waits for it. */
const aheadMs = 600;
/** So many since the last look do. */
const manyWrites = 10;

/** A look is good for so many times as long as it took, where that is longer: what is read before a write may take as long. */
const timesTaken = 3;
const longestMs = 10_000;

interface Check {
  readonly at: number;
  readonly done: Promise<void>;
  /** After its end; `null`: it is under way. */
  goodMs: number | null;
}

export function createWriteGates(deps: WriteGatesDeps): WriteGates {
  const { checks, checkLog, elapsed, onRefusal } = deps;
  const checked = new Map<Side, Check>();
  /** Under way while the one before is still good. */
  const ahead = new Map<Side, Check>();
  const writes = new Map<Side, number>();
  let refusal: SyncError | null = null;

  const isYounger = (check: Check | undefined, ms: number): check is Check =>
    check !== undefined && elapsed() - check.at <= ms;

  /** What a write replaces is read anew where it had to wait for a long look: it is to go then, and not to wait for the next. */
  const isGood = (check: Check | undefined): check is Check =>
    check !== undefined && (check.goodMs === null || isYounger(check, check.goodMs));

  async function pass(side: Side, signal: AbortSignal): Promise<void> {
    const known = [checked.get(side), ahead.get(side)].find(isGood);
    const check = known ?? look(side, signal);
    if (known === undefined) note(side, check);
    else lookAhead(side, signal);
    try {
      await check.done;
    } catch (thrown) {
      // What could not be asked is asked again before the next write.
      if (checked.get(side) === check) checked.delete(side);
      refuseIfLasting(thrown);
      throw thrown;
    }
  }

  function look(side: Side, signal: AbortSignal): Check {
    const check: Check = { at: elapsed(), done: checks[side](signal), goodMs: null };
    const over = () => {
      const tookMs = elapsed() - check.at;
      check.goodMs = Math.max(momentMs, tookMs + Math.min(timesTaken * tookMs, longestMs));
    };
    check.done.then(over, over);
    return check;
  }

  function note(side: Side, check: Check): void {
    checked.set(side, check);
    writes.set(side, 0);
  }

  function lookAhead(side: Side, signal: AbortSignal): void {
    const count = (writes.get(side) ?? 0) + 1;
    writes.set(side, count);
    const isEarly = isYounger(checked.get(side), aheadMs);
    if (count < manyWrites || isEarly || ahead.has(side)) return;
    const next = look(side, signal);
    ahead.set(side, next);
    next.done.then(() => {
      if (ahead.get(side) === next) note(side, next);
    }, (thrown: unknown) => {
      // Where it is not as it was, that is found again before the next write.
      if (refuseIfLasting(thrown)) checked.delete(side);
    }).finally(() => {
      if (ahead.get(side) === next) ahead.delete(side);
    });
  }

  function refuseIfLasting(thrown: unknown): boolean {
    const isLasting = thrown instanceof SyncError && lasting.has(thrown.code);
    if (isLasting) refuse(thrown);
    return isLasting;
  }

  function refuse(error: SyncError): void {
    if (refusal !== null) return;
    refusal = error;
    onRefusal(error);
  }

  return {
    begin() {
      checked.clear();
      ahead.clear();
      refusal = null;
    },
    passed: (side) => note(side, { at: elapsed(), done: Promise.resolve(), goodMs: momentMs }),
    check: pass,
    refusal: () => refusal,
    guarded: (replica) => ({
      ...replica,
      async write(writes, signal, onWritten) {
        checkLogOrRefuse();
        await pass(replica.side, signal);
        return await replica.write(writes, signal, onWritten);
      },
    }),
    askedBy: (replica) => ({
      ...replica,
      readAhead(id, patch, signal) {
        pass(replica.side, signal).catch(() => {});
        replica.readAhead?.(id, patch, signal);
      },
      async write(writes, signal, onWritten) {
        checkLogOrRefuse();
        // It fails again, and is told, where the replica asks.
        pass(replica.side, signal).catch(() => {});
        return await replica.write(writes, signal, onWritten);
      },
    }),
  };

  function checkLogOrRefuse(): void {
    try {
      checkLog();
    } catch (thrown) {
      refuseIfLasting(thrown);
      throw thrown;
    }
  }
}
