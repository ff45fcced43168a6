import type { SyncError } from "@/domain/errors.ts";
import type { JsonObject } from "@/domain/json.ts";
import type { Instant, PresentReading, Reading, Side, Task } from "@/domain/task.ts";
import type { Patch, Push } from "@/domain/push.ts";

/** What the log is bound to at first contact; every entry must stay equal for ever. */
export type ReplicaIdentity = JsonObject;

export interface ChangesRequest {
  /** From {@link Replica.cursor} after an earlier run; `null`: everything. */
  readonly cursor: string | null;
  /** Read everything even where the cursor would do. */
  readonly full: boolean;
  /**
   * How many tasks of this side the log knows to be there: a different count means some went; `null`: not known
   * now, since some are being made or deleted. Counted where it is asked for, which takes longer the more there are.
   */
  readonly knownCount: number | null;
  /** More than usual has changed. */
  readonly isMuch?: boolean;
}

export interface Changes {
  /** True: `readings` is every task of this side, so one the log knows and this lacks is not there. */
  readonly complete: boolean;
  readonly readings: readonly Reading[];
  /** Things the user should hear of: repaired exports, twins, values left out. */
  readonly warnings: readonly string[];
  /** Some of what happened is left for the next read, which is to come soon, whether anything happens or not. */
  readonly isUnsettled?: boolean;
  /** Nothing has happened, and the same answer at any later time would say so again. */
  readonly isStill?: boolean;
  /** Taskwarrior only: the data that the cursor is of are not there, so that no task was seen to be gone. */
  readonly isGone?: boolean;
  /** Vikunja only. */
  readonly stand?: ServerStand;
  /**
   * Up to where every change was handed out by this read, or was our own write since; as it was when the next one
   * began. Without: as {@link Replica.cursor}.
   */
  readonly cursor?: () => string;
}

export interface Write {
  /** Idempotency key `stream@version`: a second call with the same key changes nothing more. */
  readonly key: string;
  /** `null` only for a create in Vikunja. A create in Taskwarrior names its UUID. */
  readonly id: string | null;
  readonly push: Push;
  /** ISO instant of the request; where an unconfirmed create may have arrived, look from then on. */
  readonly requestedAt: string;
  /** True where an earlier attempt may have arrived: ask before doing it again. */
  readonly mayHaveHappened: boolean;
  /** True where the log knows of no attempt, and why there was none. */
  readonly isUntried?: boolean;
  /**
   * For Taskwarrior: the Vikunja id to note on the task (`link = …`); `null`: leave as it is; `remove`: take it away,
   * from a deleted task as well, and do nothing else.
   */
  readonly link: number | null | "remove";
  /** Ids, on this side, of comments that have their counterpart: no earlier attempt of this push made them. */
  readonly linkedComments: readonly string[];
  /** ISO instant of the edit that is carried over; absent: not known. */
  readonly editedAt?: string;
  /** Keys of creates before this one that may have arrived; what they made is adopted. */
  readonly earlierKeys?: readonly string[];
  /** What those creates were to make, as far as it tells a task from others. */
  readonly earlierTasks?: readonly Pick<Task, "title" | "project">[];
  /** Comments that pushes before this one may have made. */
  readonly earlierComments?: readonly EarlierComment[];
}

/** What the log knows of tasks of this side, for whoever is to tell an earlier attempt's from a stranger's. */
export interface LoggedTasks {
  /** Only unlinked ones are adopted by what they look like. */
  isLinked(id: string): boolean;
  /** Whether an unconfirmed create of another task than those keys' was to make one of that title. */
  isAskedFor(title: string, keys: readonly string[]): boolean;
  /** The task that the create of that key has made, as the server said before the rest of it failed; `null`: none is known. */
  madeIdOf(key: string): number | null;
}

export interface EarlierComment {
  /** As in `NewComment`. */
  readonly from: string;
  /** As this side was to hold it. */
  readonly text: string;
}

/**
 * `doubtful`: the task as it would be with values that this write may have replaced unseen, which is not
 * proven; absent: nothing of that kind.
 */
export type Written =
  | {
    readonly kind: "written";
    /** As read back after the write; `gone` after a delete. */
    readonly reading: Reading;
    /** Ids that added comments got. */
    readonly comments: readonly { readonly from: string; readonly to: string }[];
    /** What this side would not take, in words (a comment of somebody else, a date out of range). */
    readonly leftOut: readonly string[];
    /** The part of the push that `leftOut` is about, where it is a whole element or more: not agreed on, not an edit. */
    readonly lacks?: Patch;
    /** Which of `earlierKeys` had made the task. */
    readonly made?: string;
    readonly doubtful?: Task;
    /**
     * The part that could not be done for now (a permission is missing), where something else was done, and what was to
     * be added and stood there already, by somebody else: not agreed on, and asked for again at once if need be, then by itself.
     */
    readonly undone?: Patch;
  }
  /** A value that the patch replaces is no longer there: nothing was written. */
  | { readonly kind: "stale"; readonly reading: Reading; readonly doubtful?: Task }
  /** `made`: the task that a create has made all the same, and the key of that create, be it an earlier one. */
  | { readonly kind: "failed"; readonly error: SyncError; readonly made?: MadeTask };

interface MadeTask {
  readonly key: string;
  readonly id: number;
}

interface WriteCost {
  /** Tasks that are made together at most. */
  readonly createsAtOnce: number;
  /** Why many writes take minutes, with the way out; `null`: they do not. */
  readonly slowBecause: string | null;
}

/** One of the two sides. All calls reject only for what concerns the side as a whole. */
export interface Replica {
  readonly side: Side;
  identify(signal: AbortSignal): Promise<ReplicaIdentity>;
  changes(request: ChangesRequest, signal: AbortSignal): Promise<Changes>;
  /** Up to where every change was handed out by `changes` or was our own write. */
  cursor(): string;
  /**
   * Whether the next `changes` costs much because of what was written or read just now; resolves when it can be
   * read for good. Without: never. `onWait`: told before it waits, and for how long.
   */
  waitForRest?(signal: AbortSignal, onWait?: (ms: number) => void): Promise<boolean>;
  /** What many writes cost. Without: nothing worth a word. */
  writeCost?(signal: AbortSignal): Promise<WriteCost>;
  /** In the order asked for. */
  read(ids: readonly string[], signal: AbortSignal): Promise<readonly Reading[]>;
  /** An update of that task by that patch is about to come: begins to read what it goes by. Without: that is read once it has come. */
  readAhead?(id: string, patch: Patch, signal: AbortSignal): void;
  /**
   * Carries out each write where the values it replaces still hold; in the order given, one outcome
   * each. Writes of one call are combined into as few calls to the other program as it allows. Several calls may be
   * under way at once, for different tasks. `onWritten`: told of outcomes that are known before the last one is, by
   * the place of the write.
   */
  write(
    writes: readonly Write[],
    signal: AbortSignal,
    onWritten?: (index: number, outcome: Written) => void,
  ): Promise<readonly Written[]>;
}

/**
 * How Taskwarrior's data go together with a cursor of before. `older`: a copy of an earlier state was put in
 * their place; `task undo` alone never looks like that. `gone`: there are none. `unclear`: nothing can be told.
 */
export type DataHistory = "continued" | "older" | "gone" | "unclear";

/** A task's stamps in Vikunja. */
interface Stamps {
  readonly id: number;
  readonly updatedAt: Instant;
  /** Absent where the answer leaves it out. */
  readonly createdAt?: Instant;
}

/** What a server shows of how far it has come; none of it ever goes back by itself. */
export interface ServerStand {
  /** The tasks that were changed last, newest first; not necessarily more than some tens. */
  readonly newest: readonly Stamps[];
  /** Whether that is every task. */
  readonly isWhole: boolean;
  /** Last change among the tasks of each project, by its path; empty where the projects were not read. */
  readonly projects: readonly {
    readonly path: readonly string[];
    readonly updatedAt: Instant;
  }[];
  /** Ids of projects that were given to another one since they were last read, in words. */
  readonly replacedProjects: readonly string[];
  /** The server's clock, ms since 1970; `null`: it did not say. */
  readonly nowMs: number | null;
}

/** Narrowing for the common case. */
export function isPresent(reading: Reading): reading is PresentReading {
  return reading.kind === "present";
}
