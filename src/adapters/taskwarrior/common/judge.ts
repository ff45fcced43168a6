import type { Json } from "@/domain/json.ts";
import type { RecordedChange } from "@/adapters/taskwarrior/common/feed.ts";
import type { TaskObject } from "@/adapters/taskwarrior/stored/task_object.ts";

/** One import of ours of one task. */
export interface OwnImport {
  /** What was there when it was decided on; `undefined`: nothing. */
  readonly base: TaskObject | undefined;
  readonly object: TaskObject;
  /** Marks of the moments before and after it. */
  readonly from: Json;
  readonly to: Json;
}

/** The write itself, then what was imported again since; never empty. */
export type OwnImports = readonly OwnImport[];

export interface Evidence {
  readonly uuid: string;
  /** All that was recorded of this task since it was read. */
  readonly changes: readonly RecordedChange[];
  readonly own: OwnImports | undefined;
  /** As exported after that. */
  readonly current: TaskObject | undefined;
}

export type Verdict =
  | { readonly kind: "fine" }
  /**
   * An import of ours, or a command beside it, destroyed what was written: this is what must be there.
   * `clash`: somebody else's value that ours replaced unseen, so ours is the one that goes.
   */
  | { readonly kind: "restore"; readonly object: TaskObject; readonly clash: boolean }
  /** Something may have been destroyed, which is not proven: this is what the task would be with it. */
  | { readonly kind: "unsure"; readonly object: TaskObject };

export type Judge = (evidence: Evidence) => Verdict;

export const fine: Verdict = { kind: "fine" };
