import type { RecordedChange } from "@/adapters/taskwarrior/feed.ts";
import type { TaskObject } from "@/adapters/taskwarrior/task_object.ts";

/** What we imported for one task, on top of what was there when it was read. */
export interface Sent {
  /** `undefined`: there was none. */
  readonly base: TaskObject | undefined;
  /** The write itself, and what was imported again since; never empty. */
  readonly objects: readonly TaskObject[];
}

export interface Evidence {
  readonly uuid: string;
  /** All that was recorded of this task since it was read. */
  readonly changes: readonly RecordedChange[];
  readonly sent: Sent | undefined;
  /** As exported after that. */
  readonly current: TaskObject | undefined;
}

export type Verdict =
  | { readonly kind: "fine" }
  /**
   * An import of ours, or a command beside it, destroyed what was written: this is what must be there.
   * `clash`: somebody else's value that ours replaced unseen, so ours is the one that goes.
   */
  | { readonly kind: "restore"; readonly object: TaskObject; readonly clash: boolean };

export type Judge = (evidence: Evidence) => Verdict;

export const fine: Verdict = { kind: "fine" };
