import { conflictId } from "@/domain/decide/deletion.ts";
import type { Draft } from "@/domain/decide/draft.ts";
import { minusPatch, plusPatch } from "@/domain/patch_parts.ts";
import type { CommentPatch, Patch } from "@/domain/push.ts";
import type { PendingPush } from "@/domain/state.ts";
import { otherSide, type Reading, type Side } from "@/domain/task.ts";

/** What a confirmed push did not do, sorted by what follows from it. */
interface NotDone {
  /** Stays undone until somebody does something about it. */
  readonly lacks: Patch | null;
  /** Is asked for again at once, as things are now. */
  readonly undone: Patch | null;
  /** Somebody else's comments, which stay as they are there, and are put back where they were changed. */
  readonly kept: readonly KeptComment[];
}

interface KeptComment {
  readonly now: string;
  /** What was typed; `null`: it was removed. */
  readonly typed: string | null;
}

/**
 * Changes of comments that a side refused. A comment that is still there stays as it is there, and what was
 * typed is kept as a conflict; one that is gone meanwhile is no refusal: an edit brings it back as a new one.
 */
export function sortRefusedComments(
  { lacks, undone }: { readonly lacks: Patch | null; readonly undone: Patch | undefined },
  reading: Reading,
  pending: PendingPush,
): NotDone {
  const change = lacks?.comments;
  const none = { lacks, undone: undone ?? null, kept: [] };
  if (change === undefined || reading.kind !== "present") return none;
  const texts = new Map(reading.task.comments.map(({ id, text }) => [id, text]));
  const isThere = (id: string) => texts.has(id);
  const stay: CommentPatch = {
    add: [],
    edit: change.edit.filter(({ id }) => isThere(id)),
    remove: change.remove.filter(isThere),
  };
  const gone: CommentPatch = {
    add: [],
    edit: change.edit.filter(({ id }) => !isThere(id)),
    remove: change.remove.filter((id) => !isThere(id)),
  };
  const kept = [
    ...stay.edit.map(({ id }) => ({ now: texts.get(id) ?? "", typed: typedFor(pending, id) })),
    ...stay.remove.map((id) => ({ now: texts.get(id) ?? "", typed: null })),
  ];
  const rest = minusPatch(minusPatch(lacks, { comments: stay }), { comments: gone });
  const again = gone.edit.length === 0 ? undone : plusPatch(undone, { comments: gone });
  return { lacks: rest, undone: again ?? null, kept };
}

/** In the form of the side where it was typed. */
function typedFor({ push, source }: PendingPush, id: string): string | null {
  if (push.kind !== "update") return null;
  const at = push.patch.comments?.edit.findIndex((edit) => edit.id === id) ?? -1;
  return source.comments?.edit[at]?.text ?? push.patch.comments?.edit[at]?.text ?? null;
}

/** One conflict each, of what `side` kept. */
export function keepTyped(draft: Draft, side: Side, kept: readonly KeptComment[]): void {
  for (const { now, typed } of kept) {
    draft.add({
      type: "ConflictResolved",
      data: {
        conflictId: conflictId(draft),
        field: "comments",
        kept: { side, value: now },
        lost: { side: otherSide(side), value: typed },
        because: "refused",
        missing: [],
      },
    });
  }
}
