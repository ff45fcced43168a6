import type { ToldTask } from "@/ports/told_task.ts";
import type { HeldAnswer } from "@/domain/decide/commands.ts";
import type { Json } from "@/domain/json.ts";
import type { ConflictValue } from "@/domain/events.ts";
import type { DaemonStatus } from "@/ports/daemon_status.ts";
import type { Side } from "@/domain/task.ts";
import type { RunFailure } from "@/ports/log_reader.ts";

export type BySide = Readonly<Record<Side, number>>;

/** What a person says where one of the sides, or the log, is not the later state of what it was. */
export interface RestoredAnswers {
  /** Write there again what a backup lost. */
  readonly bringBack: boolean;
  /** Sides to be followed although they are older. */
  readonly asItIs: readonly Side[];
  /** This log, here, is the one; whichever was known before is not any more. */
  readonly thisEngine: boolean;
}

export interface SyncOptions {
  readonly answers?: RestoredAnswers | undefined;
  /** Paths as Taskwarrior writes them (`work.garden`); empty: all. */
  readonly projects: readonly string[];
  readonly full: boolean;
  /** Reads in parallel. */
  readonly jobs: number;
  readonly allowMassDelete: boolean;
  /** Finished tasks without a counterpart go over where they were finished within that time. Without: as configured. */
  readonly finishedWithinMs?: number;
  /** Which tasks are synced, by the configuration of who asks; without: nobody compares. */
  readonly selection?: string;
  /** Somebody has seen what that changes. */
  readonly acceptsSelection?: boolean;
}

/** What was read back and found so, not what was tried. */
export interface SyncSummary {
  /** Pairs of tasks linked after the run. */
  readonly linked: number;
  readonly created: BySide;
  readonly updated: BySide;
  readonly deleted: BySide;
  /** New in this run. */
  readonly conflicts: number;
  /** Requested and not confirmed; the next run goes on with them. */
  readonly pending: number;
  /** Given up or left for a person. */
  readonly failed: number;
  /** Deletions that wait for a person's word; absent: none. */
  readonly held?: number;
  /** Conflicts of which both sides stay as they are until a person picks; absent: none. */
  readonly undecided?: number;
  /** HTTP requests. */
  readonly requests: number;
  readonly durationMs: number;
  readonly warnings: readonly string[];
  /** What is as it should be, and worth a line; absent: nothing. */
  readonly notes?: readonly string[];
}

/** One line of a plan: what the next run will do. */
export interface PlannedChange {
  readonly task: string;
  readonly title: string;
  readonly side: Side;
  readonly action: "create" | "update" | "delete" | "link" | "conflict" | "leave" | "take";
  /** `field: old → new` and the like. */
  readonly changes: readonly string[];
  /** Names from the root; of what puts a task into a project of Vikunja. */
  readonly project?: readonly string[];
  /** ISO instant; of a finished task that is to be made. */
  readonly finishedAt?: string;
}

export interface SyncPlan {
  readonly changes: readonly PlannedChange[];
  readonly warnings: readonly string[];
  /** As in {@link SyncSummary}. */
  readonly notes?: readonly string[];
  /** Projects that are to be made in Vikunja, `Work / API`; absent: none. */
  readonly newProjects?: readonly string[];
  /** Tasks that would be made on a side though they were finished long ago; absent: none. */
  readonly finishedLongAgo?: number;
  readonly requests: number;
}

/** `total` is `null` as long as it is not known. */
export interface Progress {
  readonly phase: "reading" | "comparing" | "writing" | "checking";
  readonly done: number;
  readonly total: number | null;
  /** To be said once, before what follows. */
  readonly note?: string;
}

export interface Sync {
  run(
    options: SyncOptions,
    progress: (p: Progress) => void,
    signal: AbortSignal,
  ): Promise<SyncSummary>;
  /** Reads both sides and changes nothing anywhere, the log included. */
  plan(
    options: SyncOptions,
    progress: (p: Progress) => void,
    signal: AbortSignal,
  ): Promise<SyncPlan>;
}

export interface PendingPush {
  readonly task: string;
  readonly title: string;
  readonly side: Side;
  readonly action: "create" | "update" | "delete";
  readonly since: string;
  readonly attempts: number;
  /** `null`: not by itself any more. */
  readonly nextAt: string | null;
  readonly error: string | null;
}

/** What one side of a task does not hold, and why; nothing tries it by itself but a change of what stands in its way. */
export interface LeftOut {
  readonly task: string;
  readonly title: string;
  /** The side that lacks it. */
  readonly side: Side;
  readonly parts: readonly { readonly what: string; readonly why: string }[];
  readonly since: string;
  /** A person lets it rest. */
  readonly isAccepted: boolean;
}

/** A look at a task that could not be decided on: what was seen is not carried over. */
export interface RejectedMessage {
  readonly task: string;
  readonly title: string;
  readonly code: string;
  readonly reason: string;
  readonly since: string;
}

interface SelectionStatus {
  /** What is selected, a line for each key of the configuration; empty: everything is synced. */
  readonly words: readonly string[];
  /** Tasks outside of it, which are left alone, by why. */
  readonly outside: readonly { readonly because: string; readonly count: number }[];
}

/** A task that went from a side with very many others: not carried over until a person has answered. */
export interface HeldDeletion {
  readonly task: string;
  readonly title: string;
  /** The side that it is gone from. */
  readonly side: Side;
  readonly since: string;
}

/** A task that one side does not let us reach for now. */
export interface OutOfScope {
  readonly task: string;
  readonly title: string;
  readonly reason: string;
}

export interface Status {
  readonly server: string | null;
  readonly linked: number;
  readonly pending: readonly PendingPush[];
  readonly dead: readonly PendingPush[];
  readonly conflicts: number;
  /** ISO instants; `null`: never. */
  readonly lastSyncAt: string | null;
  readonly lastFullAt: string | null;
  /** Writes in flight allowed per side at the end of the last run. */
  readonly limits: BySide;
  readonly events: number;
  readonly outOfScope: readonly OutOfScope[];
  readonly selection: SelectionStatus;
  readonly leftOut: readonly LeftOut[];
  readonly rejected: readonly RejectedMessage[];
  readonly held: readonly HeldDeletion[];
  /** Conflicts over what a side would not take, that nobody has picked. */
  readonly refused: number;
  /** Conflicts of which both sides stay as they are until a person picks. */
  readonly undecided: number;
  /** What ended the last run; `null`: it looked at both sides. */
  readonly failure: RunFailure | null;
  /** What ended the last run that did not, however long ago and whatever came after; `null`: there was none. */
  readonly lastFailed: RunFailure | null;
  /** Wake-ups of the hook that nobody has looked at, and since when; `null`: none, or a daemon does. */
  readonly wakes: { readonly count: number; readonly since: string } | null;
  /** When the oldest change that is not confirmed was asked for; `null`: none waits. */
  readonly oldestPendingAt: string | null;
  /** `null`: none runs. */
  readonly daemon: DaemonStatus | null;
}

/** What each page tells beside its own. */
export interface Overview {
  /** Address of the server; `null`: none is known. */
  readonly server: string | null;
  /** Items that wait for a person. */
  readonly inbox: number;
  /** Changes that are not confirmed yet. */
  readonly onTheWay: number;
}

export interface ConflictRow {
  readonly id: string;
  readonly task: string;
  readonly title: string;
  readonly field: string;
  readonly kept: ConflictValue;
  readonly lost: ConflictValue;
  readonly at: string;
  readonly because: string;
  readonly missing: readonly string[];
  /** Path of the task's project, as the log has it. */
  readonly project: readonly string[];
}

export interface PickedConflictRow extends ConflictRow {
  readonly picked: Side;
  readonly pickedAt: string;
}

export interface LogLine {
  readonly position: number;
  readonly at: string;
  readonly task: string;
  readonly type: string;
  readonly data: Json;
}

export interface NamedTask {
  readonly task: string;
  readonly title: string;
}

/** What a shell offers to complete a word with. */
export interface KnownNames {
  /** Those that are linked and there, the newest change first. */
  readonly tasks: readonly (NamedTask & {
    readonly vikunjaId: number;
    readonly project: readonly string[];
  })[];
  readonly labels: readonly string[];
}

export interface Inspect {
  /** As the log has it now. @throws {SyncError} `NOT_FOUND`, `USAGE` */
  show(name: string, signal: AbortSignal): Promise<ToldTask>;
  /** All that are on a side, finished ones too; those that are due first in front, then by title. */
  tasks(signal: AbortSignal): Promise<readonly ToldTask[]>;
  names(signal: AbortSignal): Promise<KnownNames>;
  status(signal: AbortSignal): Promise<Status>;
  /**
   * What a name means: Taskwarrior's ID, a UUID or at least 8 characters of it, `#` and Vikunja's id.
   * @throws {SyncError} `NOT_FOUND`, `USAGE`
   */
  find(name: string, signal: AbortSignal): Promise<NamedTask>;
  /** `task`: named as for {@link find}; `null`: everything. */
  log(task: string | null, after: number, signal: AbortSignal): Promise<readonly LogLine[]>;
  conflicts(signal: AbortSignal): Promise<readonly ConflictRow[]>;
  pickedConflicts(signal: AbortSignal): Promise<readonly PickedConflictRow[]>;
}

export interface Held {
  /** As a person said, of these tasks (`null`: of all that are held); which ones those were. */
  answer(
    answer: HeldAnswer,
    tasks: readonly string[] | null,
    signal: AbortSignal,
  ): Promise<readonly HeldDeletion[]>;
}

/** What somebody picks of a conflict; `side` `null`: takes back what was picked. */
export interface Pick {
  readonly conflictId: string;
  readonly side: Side | null;
}

/** `error`: in words; `null`: done. */
export interface PickOutcome extends Pick {
  readonly error: string | null;
}

export interface Repair {
  /** Makes the side's value of a conflict the value of both sides. Throws `NOT_FOUND`. */
  pick(conflictId: string, side: Side, signal: AbortSignal): Promise<void>;
  /** The same of many; one that cannot be had keeps no other from it. */
  picks(picks: readonly Pick[], signal: AbortSignal): Promise<readonly PickOutcome[]>;
  /** Rebuilds projections, finds orphans and duplicates, links again. Lines to show, in order. */
  repair(
    options: { readonly dryRun: boolean },
    signal: AbortSignal,
  ): Promise<{ readonly findings: readonly string[]; readonly repaired: number }>;
}
