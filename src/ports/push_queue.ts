import type { UnsureCreate } from "@/domain/unsure_push.ts";
import type { NewComment } from "@/domain/push.ts";
import type { PendingPush } from "@/domain/state.ts";
import type { Instant, Side } from "@/domain/task.ts";

/** `now`: somebody just did it; `later`: a comparison found it. */
export type Rank = "now" | "later";

/** A push that the log asks for, handed to whoever carries it out. */
export interface PushOrder {
  readonly streamId: string;
  readonly side: Side;
  readonly vikunjaId: number | null;
  readonly pending: PendingPush;
  /** True where an earlier attempt may have arrived. */
  readonly mayHaveHappened: boolean;
  /** Ids, on that side, of the task's comments that are linked. */
  readonly linkedComments: readonly string[];
  /** When the edit was made that it carries over. */
  readonly editedAt: Instant;
  /** Earlier requests that may have made the task, and comments that earlier ones may have made. */
  readonly unsureCreates: readonly Pick<UnsureCreate, "request" | "push">[];
  readonly unsureComments: readonly NewComment[];
  readonly rank: Rank;
}

/** What carries out pushes to one side, at least once. */
export interface PushQueue {
  /** Takes the place of one of the same task that waits. */
  add(order: PushOrder): void;
  /** What waits of this task goes before what a comparison found. */
  hurry(streamId: string): void;
  /** Forgets one that waits; one that is being written goes on. */
  remove(streamId: string): void;
  /** Whether one of this task waits or is being written. */
  has(streamId: string): boolean;
  /** Whether one of this task is being written; `null`: of any. */
  isWriting(streamId: string | null): boolean;
  /** Writes what waits, as far as there is room; the rest as soon as there is. */
  flush(): void;
  /** Forgets all that waits: the log asks for it again. */
  clear(): void;
  /** Orders waiting or being written. */
  readonly size: number;
  /** Called each time `size` falls to 0. */
  onEmpty(listener: () => void): void;
  /** Called for each order that leaves without an answer. */
  onDropped(listener: (streamId: string) => void): void;
}
