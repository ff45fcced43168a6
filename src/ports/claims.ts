import type { PriorityLevels } from "@/domain/priority_levels.ts";
import type { ClaimState, Lease, Moment } from "@/domain/claim.ts";

export interface ClaimOptions {
  /** Who wants it, for people; the token is what protects. */
  readonly agent: string;
  /** Length of the lease in milliseconds. */
  readonly forMs: number;
  /** Of another host's request for it, by which its claims are found again. */
  readonly request?: string;
}

export interface Granted {
  readonly ok: true;
  readonly task: string;
  readonly title: string;
  /** As Taskwarrior writes it (`work.garden`); empty: none. */
  readonly project: string;
  /** As Taskwarrior holds them; Vikunja's HTML of a task that only it has yet. Empty: none. */
  readonly notes: string;
  readonly agent: string;
  /** Grows with every claim of this task; to be shown with everything that is done under it. */
  readonly token: number;
  /** ISO instant; the task is held at it, and free after it. */
  readonly until: string;
  /** Of the task itself, for `--if-version`. */
  readonly version: number;
}

export interface Refused {
  readonly ok: false;
  readonly task: string;
  readonly title: string;
  /** `null`: nobody; see `status`. */
  readonly lockedBy: string | null;
  readonly until: string | null;
  /** `pending`, or why nobody can have it: `completed`, `deleted`, `missing`. */
  readonly status: string;
}

/** No task was free. */
export interface NothingFree {
  readonly ok: false;
  readonly task: null;
}

export interface Released {
  readonly ok: true;
  readonly task: string;
  readonly title: string;
}

/** All of them, or none and who has the first one that could not be had. */
export type BatchResult = { readonly ok: true; readonly claims: readonly Granted[] } | Refused;

export interface NextFilter {
  /** As Taskwarrior writes it (`work.garden`); tasks below it count. `null`: any. */
  readonly project: string | null;
  readonly tag: string | null;
  /** Also what cannot be begun now: blocked by another open task, waiting, scheduled for later. */
  readonly unready: boolean;
}

/** The same with the project as a path from the root. */
export interface FreeFilter {
  readonly project: readonly string[] | null;
  readonly tag: string | null;
  readonly unready: boolean;
  /** Without: the usual ones. */
  readonly levels?: PriorityLevels;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
}

export interface ClaimRow {
  readonly task: string;
  readonly title: string;
  readonly agent: string;
  readonly token: number;
  readonly until: string;
  /** Not held any more, though nobody has reaped it yet. */
  readonly expired: boolean;
  readonly version: number;
}

export interface Reaped {
  readonly task: string;
  readonly agent: string;
  readonly token: number;
}

/**
 * Leases on tasks. A task is named by Taskwarrior's ID, its UUID, at least 8 characters of that, or `#` and Vikunja's id;
 * all calls reject with `NOT_FOUND` where there is none, and `USAGE` where several begin like that. What somebody else holds
 * is an answer, not an error.
 */
export interface Claims {
  claimTask(task: string, options: ClaimOptions): Promise<Granted | Refused>;
  /** All or nothing, in one transaction. */
  batchClaimTasks(tasks: readonly string[], options: ClaimOptions): Promise<BatchResult>;
  /** Of the free ones that can be begun the most urgent, as Taskwarrior reckons it with its own coefficients. */
  claimNextTask(filter: NextFilter, options: ClaimOptions): Promise<Granted | NothingFree>;
  /** By the holder's token; also one that is over, as long as nobody else has had the task since. */
  renewLease(
    task: string,
    lease: { readonly token: number; readonly forMs: number },
  ): Promise<Granted | Refused>;
  /** Once more is the same as once. */
  releaseTask(task: string, token: number): Promise<Released | Refused>;
  /** Ends every lease that is over. */
  cleanupExpiredLocks(): Promise<readonly Reaped[]>;
  /** Every lease, oldest first. */
  listClaims(): Promise<readonly ClaimRow[]>;
}

/** A task as far as claims are concerned. */
export interface ClaimableTask {
  readonly task: string;
  readonly title: string;
  readonly status: string;
  readonly version: number;
  /** Of the last event of any kind: what is appended next has to expect it. */
  readonly streamVersion: number;
  readonly claim: ClaimState;
}

export interface LeasedTask extends ClaimableTask {
  /** Path from the root. */
  readonly project: readonly string[];
  readonly lease: Lease;
}

/** Questions to the log; answers are as of the last append that was stored. */
export interface ClaimQueries {
  /** `null`: the log knows none of this UUID. What was reaped is not told: see the stream. */
  claimable(task: string): ClaimableTask | null;
  /**
   * Pending tasks that nobody has claimed, the most urgent first, of equal ones that of the higher priority, the
   * earlier date, the greater age; at most `limit`. A claim that is over and not reaped counts as one.
   */
  free(filter: FreeFilter, limit: number): readonly string[];
  /** Expired or not, the oldest claim first, of equal ones by id. */
  leased(): readonly LeasedTask[];
  /** Tasks, finished ones too, that have this label, sorted. */
  labelled(label: string): readonly string[];
  /** Tasks whose claim shows as an assignee, by its token, sorted; `null`: it is over, and the assignee still there. */
  shown(): readonly { readonly task: string; readonly token: number | null }[];
  /** As the queries of the log tell it: `NOT_FOUND`, `USAGE`. */
  resolveTask(name: string): string;
}

/** Clock of leases: does not jump when somebody sets the clock on the wall. */
export type LeaseClock = () => Moment;
