import type { SyncEvent } from "@/domain/events.ts";
import type { JsonObject } from "@/domain/json.ts";
import type { ClaimQueries } from "@/ports/claims.ts";
import type { EventHistory } from "@/ports/event_history.ts";
import type { EventStore } from "@/ports/event_store.ts";
import type { LogQueries } from "@/ports/log_queries.ts";
import type { Snapshots } from "@/ports/snapshots.ts";

/** UUID of the task that Taskwarrior shows with this ID now, by what the log is bound to and its cursor. */
export type UuidOfNumber = (
  bound: JsonObject | null,
  cursor: string | null,
  number: number,
) => string | null;

/**
 * Opens the log to look at it: readers wait for the one that writes for a commit at most. `null`: there is none yet.
 */
export type OpenLog = () => Promise<Log | null>;

/** The log of one state folder: events, what is folded from them, and nothing else. */
export interface Log extends Disposable {
  readonly store: EventStore<SyncEvent>;
  readonly history: EventHistory;
  readonly reader: LogQueries;
  readonly claims: ClaimQueries;
  readonly snapshots: Snapshots;
  /** Drops all projections and replays them. */
  rebuild(): void;
  /** Of all rows of the projection of this name, SHA-256 in hex: equal rows, equal sums, in every adapter. */
  checksum(projection: string): Promise<string>;
  /**
   * Reads every event, which takes 3 µs each; nothing where this log was checked already.
   * @throws {SyncError} `LOG_DAMAGED`: one of them is not as it was written.
   */
  check(): void;
  /** Reads everything there is, in words what is wrong; empty: nothing. */
  integrity(): readonly string[];
  /** Commits what waits and closes the file; a second call does nothing. What is asked later fails. */
  close(): void;
}
