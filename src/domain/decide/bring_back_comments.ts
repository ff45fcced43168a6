import type { TaskCommand } from "@/domain/decide/commands.ts";
import type { CommentLink } from "@/domain/events.ts";
import type { Policy } from "@/domain/policy.ts";
import type { PairState } from "@/domain/state.ts";
import { type Comment, otherSide, type PresentReading, type Side } from "@/domain/task.ts";

type BringBack = Extract<TaskCommand, { type: "BringBack" }>;

interface CommentsAgreed {
  readonly links: readonly CommentLink[];
  readonly base: Readonly<Record<Side, readonly Comment[]>>;
}

/**
 * What is to count as agreed on of the comments, so that the merge makes the lost ones again, edits back
 * those that have an old text, and removes those that were removed since the backup. One whose id carries a
 * text that was never seen is another comment: both are kept.
 */
export function bringBackComments(
  before: PairState,
  { side, reading, seenComments }: BringBack & { readonly reading: PresentReading },
  policy: Policy,
): CommentsAgreed {
  const other = otherSide(side);
  const now = new Map(reading.task.comments.map(({ id, text }) => [id, text]));
  const last = new Map(before[side].task?.comments.map(({ id, text }) => [id, text]));
  const wasSeen = (id: string, text: string) =>
    seenComments.some((seen) => seen.id === id && seen.text === text);
  const links: CommentLink[] = [];
  const own: Comment[] = [];
  const foreign = new Map(before[other].base.comments?.map(({ id, text }) => [id, text]));
  for (const link of before.comments) {
    const [id, otherId] = side === "vikunja"
      ? [link.commentId, link.entry]
      : [link.entry, link.commentId];
    const text = now.get(id);
    if (text === undefined || text !== last.get(id) && !wasSeen(id, text)) continue;
    links.push(link);
    own.push({ id, text });
    if (text !== last.get(id)) {
      foreign.set(otherId, policy.representation.expressComment(text, other));
    }
  }
  for (const { id, text } of reading.task.comments) {
    const isLinked = own.some((each) => each.id === id);
    if (isLinked || last.has(id) || !wasSeen(id, text)) continue;
    links.push(
      side === "vikunja" ? { entry: `gone ${id}`, commentId: id } : {
        entry: id,
        commentId: `gone ${id}`,
      },
    );
    own.push({ id, text });
  }
  const theirs = [...foreign].map(([id, text]) => ({ id, text }));
  return {
    links,
    base: side === "vikunja"
      ? { vikunja: own, taskwarrior: theirs }
      : { taskwarrior: own, vikunja: theirs },
  };
}
