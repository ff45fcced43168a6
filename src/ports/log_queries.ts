import type { JsonObject } from "@/domain/json.ts";
import type {
  ConflictRow,
  HeldDeletion,
  LeftOut,
  OutOfScope,
  PendingPush,
  PickedConflictRow,
} from "@/ports/operations.ts";
import type { CachedFacts } from "@/ports/facts_cache.ts";
import type { LogReader } from "@/ports/log_reader.ts";

export interface DeadLetter {
  readonly position: number;
  readonly streamId: string;
  readonly title: string;
  /** JSON text of the message that was given up on. */
  readonly message: string;
  readonly code: string;
  readonly reason: string;
  /** ISO instant of the first. */
  readonly at: string;
}

export interface DueTask {
  readonly task: string;
  readonly title: string;
  readonly dueAt: string;
}

/** What people are shown of the log; answers are as of the last append that was stored, lists oldest first. */
export interface LogQueries extends LogReader {
  /** Pushes without confirmation; `dead` ones are not tried again by themselves. */
  pendingList(): readonly (PendingPush & { readonly dead: boolean })[];
  /** Those of them that are not dead, counted. */
  pendingCount(): number;
  /** Those of them that are. */
  givenUpList(): readonly PendingPush[];
  conflictList(): readonly ConflictRow[];
  conflictCount(): number;
  /** Those that somebody has picked a side of; what lost is in them. */
  pickedConflicts(): readonly PickedConflictRow[];
  /** One a task: what was given up last, since the first. */
  deadLetterList(): readonly DeadLetter[];
  /** What the sides do not hold and no push carries. */
  leftOutList(): readonly LeftOut[];
  /** Deletions that wait for a person's word; not of tasks outside of the selection. */
  heldList(): readonly HeldDeletion[];
  /** Tasks that are out of our reach for now, and why. */
  outOfScope(): readonly OutOfScope[];
  /** Tasks outside of the selection, counted by why; the most frequent first. */
  outsideOfSelection(): readonly { readonly because: string; readonly count: number }[];
  /** Open tasks that are due before this instant, the one that is due first in front, then the oldest. */
  openDueBefore(at: string): readonly DueTask[];
  /** Labels of tasks, sorted, each once. */
  labelNames(): readonly string[];
  /** Of all streams. */
  eventCount(): number;
  /** Empty where none was ever seen. */
  titleOf(streamId: string): string;
  /** The last that was kept of this name; `null`: nothing was. */
  cachedFacts(name: string): CachedFacts | null;
  /** Summary of the last completed run; `null`: none yet. */
  lastSummary(): JsonObject | null;
  /**
   * The stream that a person means by Taskwarrior's ID, a UUID or at least 8 characters of it, or `#` and Vikunja's id.
   * @throws {SyncError} `NOT_FOUND`; `USAGE` where several begin like that (details: matches).
   */
  resolveTask(name: string): string;
}
