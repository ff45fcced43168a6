import type { Bases, CommentLink, ConflictReason } from "@/domain/events.ts";
import type { Json } from "@/domain/json.ts";
import type { CommentPatch, Expected, Patch } from "@/domain/push.ts";
import type { Field, Side, Task } from "@/domain/task.ts";

type Writable<T> = { -readonly [K in keyof T]: T[K] };

interface FoundConflict {
  readonly field: Field;
  readonly winner: Side;
  readonly kept: Json;
  readonly lost: Json;
  readonly because: ConflictReason;
}

/** What a three-way merge of one pair comes to; filled field by field. */
export interface Merge {
  /** Newly agreed on, in each side's form. */
  readonly base: Readonly<Record<Side, Writable<Partial<Task>>>>;
  readonly patch: Readonly<Record<Side, Writable<Patch>>>;
  readonly expected: Readonly<Record<Side, Writable<Expected>>>;
  /** Per receiving side: the change it is to receive, in the form of the other side. */
  readonly source: Readonly<Record<Side, Writable<Patch>>>;
  /** Per receiving side: see `PendingPush.settles`. */
  readonly settles: Record<Side, Bases | null>;
  readonly conflicts: FoundConflict[];
  /** `null`: as before. */
  links: readonly CommentLink[] | null;
}

export function emptyMerge(): Merge {
  const pair = <T>(make: () => T): Record<Side, T> => ({ taskwarrior: make(), vikunja: make() });
  return {
    base: pair(() => ({})),
    patch: pair(() => ({})),
    expected: pair(() => ({})),
    source: pair(() => ({})),
    settles: pair(() => null),
    conflicts: [],
    links: null,
  };
}

export function isEmptyPatch(patch: Patch): boolean {
  return Object.keys(patch).length === 0;
}

export function isEmptyCommentPatch(patch: CommentPatch): boolean {
  return patch.add.length + patch.edit.length + patch.remove.length === 0;
}
