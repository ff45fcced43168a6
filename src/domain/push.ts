import type { SetPatch } from "@/domain/field_rule.ts";
import {
  elementsOf,
  type FieldValue,
  knownSets,
  recordOf,
  type ScalarField,
  type SetField,
  type ShownField,
  shownFields,
} from "@/domain/fields.ts";
import type { Instant } from "@/domain/instant.ts";
import type { JsonObject } from "@/domain/json.ts";
import type { Comment, Task } from "@/domain/task.ts";

export type { SetPatch } from "@/domain/field_rule.ts";

export interface NewComment {
  /**
   * Id of the comment on the side it comes from; the answer pairs it with the id it got. Of one that comes from
   * nowhere ({@link isFromNowhere}) anything that is no id.
   */
  readonly from: string;
  readonly text: string;
  /** When it was written on the side it comes from; `null` where that is not known. */
  readonly writtenAt: Instant | null;
}

const nowhere = "again ";

/** A comment that was there before, and has no counterpart on the other side. */
export function saidAgain({ id, text }: Comment, writtenAt: Instant | null): NewComment {
  return { from: `${nowhere}${id}`, text, writtenAt };
}

/** Whether it has no counterpart: a text that a person picked, or that is said again. */
export function isFromNowhere({ from }: Pick<NewComment, "from">): boolean {
  return from === "" || from.startsWith(nowhere);
}

export interface CommentPatch {
  readonly add: readonly NewComment[];
  readonly edit: readonly { readonly id: string; readonly text: string }[];
  readonly remove: readonly string[];
}

type ScalarPatch = { readonly [F in ScalarField]?: FieldValue<F> };
type SetPatches = { readonly [F in SetField]?: SetPatch };
/** Whole sets, for the side that only shows them. */
type ShownPatch = { readonly [F in ShownField]?: FieldValue<F> };

/** What to change on one side, in that side's own form; what is absent stays as it is. */
export interface Patch extends ScalarPatch, SetPatches, ShownPatch {
  /** Goes with `done: true` to Taskwarrior's `end`; Vikunja sets its own. */
  readonly doneAt?: Instant | null;
  /** Vikunja only: user names; `assignees` is the whole set, and Taskwarrior's. */
  readonly assignment?: SetPatch;
  readonly comments?: CommentPatch;
  /** Taskwarrior only: the Vikunja id to note on the task, once. */
  readonly link?: number;
}

/** Follow from other values, or are shown only: nobody chooses them. */
export const derived: readonly (keyof Patch)[] = ["link", ...shownFields, "doneAt"];

/** The values a patch's scalar fields replace; `doneAt` rides along with `done` of a repeating task. */
export interface Expected extends ScalarPatch {
  readonly doneAt?: Instant | null;
  /** By id, the texts that are edited or removed; absent in pushes of before it was kept. */
  readonly comments?: Readonly<Record<string, string>>;
}

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
  /**
   * `seen`: the task as it was when the deletion was decided; one that differs now is `stale`. `isHeld`: once it is
   * gone, a person is asked before the other side follows.
   */
  | { readonly kind: "delete"; readonly seen: Task | null; readonly isHeld?: true };

/** A whole new task as the change it is. */
export function patchOfCreate(
  { task, comments }: Pick<Extract<Push, { kind: "create" }>, "task" | "comments">,
): Patch {
  const { repetition: _, ...values } = task;
  return {
    ...values,
    ...recordOf(knownSets(task), (field) => ({ add: elementsOf(task, field), remove: [] })),
    comments: { add: comments, edit: [], remove: [] },
  };
}
