import type { JsonObject } from "@/domain/json.ts";
import type { Instant, Task } from "@/domain/task.ts";

export interface SetPatch {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

export interface NewComment {
  /** Id of the comment on the side it comes from; the answer pairs it with the id it got. */
  readonly from: string;
  readonly text: string;
  /** When it was written on the side it comes from; `null` where that is not known. */
  readonly writtenAt: Instant | null;
}

export interface CommentPatch {
  readonly add: readonly NewComment[];
  readonly edit: readonly { readonly id: string; readonly text: string }[];
  readonly remove: readonly string[];
}

/** What to change on one side, in that side's own form; what is absent stays as it is. */
export interface Patch {
  readonly title?: string;
  readonly notes?: string;
  readonly project?: readonly string[];
  readonly priority?: number;
  readonly dueAt?: Instant | null;
  readonly scheduledAt?: Instant | null;
  readonly done?: boolean;
  /** Goes with `done: true` to Taskwarrior's `end`; Vikunja sets its own. */
  readonly doneAt?: Instant | null;
  readonly assignees?: readonly string[];
  /** Vikunja only: user names; `assignees` is the whole set, and Taskwarrior's. */
  readonly assignment?: SetPatch;
  readonly labels?: SetPatch;
  readonly depends?: SetPatch;
  readonly comments?: CommentPatch;
  /** Taskwarrior only: the Vikunja id to note on the task, once. */
  readonly link?: number;
}

/** The values a patch's scalar fields replace; `doneAt` rides along with `done` of a repeating task. */
export type Expected = Partial<
  Pick<
    Task,
    "title" | "notes" | "project" | "priority" | "dueAt" | "scheduledAt" | "done" | "doneAt"
  >
>;

export type Push =
  | {
    readonly kind: "create";
    /** As the receiving side will hold it; `comments` and `depends` come by `patch`-like adds. */
    readonly task: Task;
    readonly comments: readonly NewComment[];
    /** What the side had of its own when the task was last there; `null` for a new one. */
    readonly extra: JsonObject | null;
    /** Taskwarrior only: the Vikunja id to note, where it is not that of the pair. */
    readonly link?: number;
  }
  | { readonly kind: "update"; readonly patch: Patch; readonly expected: Expected }
  /** `seen`: the task as it was when the deletion was decided; one that differs now is `stale`. */
  | { readonly kind: "delete"; readonly seen: Task | null };
