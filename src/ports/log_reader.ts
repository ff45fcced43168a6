import type { JsonObject } from "@/domain/json.ts";
import type { Instant, Side } from "@/domain/task.ts";

export interface PendingRef {
  readonly streamId: string;
  readonly side: Side;
  /** Not tried again by itself. */
  readonly dead: boolean;
  /** ISO instant before which it is not to be tried again by itself; `null`: at once, or never where dead. */
  readonly nextAt: string | null;
  /** Code and message of the last try; `null`: none failed. */
  readonly error: string | null;
  /** It does not wait for its turn: the task is outside of the selection. */
  readonly isOutside: boolean;
}

/** A task that nobody syncs, as far as recognising its counterpart goes. */
export interface AloneOutside {
  readonly streamId: string;
  /** In Vikunja; `null`: it is in Taskwarrior. */
  readonly vikunjaId: number | null;
  readonly title: string;
  readonly dueAt: Instant | null;
  readonly done: boolean;
}

/** A run that ended without having looked at both sides. */
export interface RunFailure {
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
  /** ISO instant of the last run that failed. */
  readonly at: string;
  /** And of the first one since the last that did not. */
  readonly since: string;
}

/** A task that is there in Vikunja, as the log last saw it. */
export interface SeenInVikunja {
  readonly streamId: string;
  readonly vikunjaId: number;
  readonly title: string;
  /** Path of its project. */
  readonly project: readonly string[];
  /** `null`: seen before this was kept. */
  readonly createdAt: Instant | null;
  readonly updatedAt: Instant | null;
  /** ISO instant on this machine's clock. */
  readonly seenAt: string | null;
}

/** Questions to the projections of the log; answers are as of the last append that was stored. */
export interface LogReader {
  /** `null`: it is linked to none. */
  streamOf(vikunjaId: number): string | null;
  /** `null`: it is not linked. */
  vikunjaIdOf(streamId: string): number | null;
  /** Without those outside of the selection. */
  linkCount(): number;
  /** Tasks that were there on both sides at the last look. */
  pairCount(): number;
  /** Whether the task is outside of the selection. */
  isOutside(streamId: string): boolean;
  /** Why it is; `null`: it is not. */
  whyOutside(streamId: string): string | null;
  /** Tasks outside of the selection that are there on one side only, as last seen there. */
  aloneOutside(side: Side): readonly AloneOutside[];
  /** Whether anything was ever recorded of this task. */
  isKnown(streamId: string): boolean;
  /** `null`: never seen on that side. */
  presenceOf(streamId: string, side: Side): string | null;
  /** How many tasks of this side were there at the last look. */
  presentCount(side: Side): number;
  /** The same without those outside of the selection. */
  selectedCount(side: Side): number;
  /** Their streams, sorted. */
  presentStreams(side: Side): readonly string[];
  /**
   * Streams of tasks that wait for one of those, as Taskwarrior has it, in the order in which the log came to know
   * them; one that waits for several of those is there for each. Looks through all tasks.
   */
  dependentsOf(streamIds: ReadonlySet<string>): readonly string[];
  /**
   * Those that are linked and there: so many of them, the newest change first; all, in the order in which the log
   * came to know them; or those of these ids, in their order.
   */
  seenInVikunja(which: number | "all" | readonly number[]): readonly SeenInVikunja[];
  /** `null`: not linked, or seen before this was kept. */
  createdInVikunja(vikunjaId: number): Instant | null;
  /** Asked for and not confirmed, the oldest first; at most one a task and side. */
  pendingPushes(): readonly PendingRef[];
  /** How far this side was read; `null`: not yet. */
  cursor(side: Side): string | null;
  /** ISO instant of the last complete read of this side; `null`: none yet. */
  lastCompleteAt(side: Side): string | null;
  /** ISO instant of the last run that completed; `null`: none yet. */
  lastSyncAt(): string | null;
  /** What ended the last run; `null`: it completed, or there was none. */
  lastFailure(): RunFailure | null;
  /** What ended the last run that did not complete, also if one did since; `null`: there was none. */
  lastFailed(): RunFailure | null;
  /** What the log is bound to; `null`: not yet. */
  binding(side: Side): JsonObject | null;
}
