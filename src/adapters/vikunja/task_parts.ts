import type { Patch } from "@/domain/push.ts";
import type { RawObject } from "@/adapters/vikunja/answers.ts";
import {
  type AppliedComments,
  applyBlockers,
  applyComments,
  applyLabels,
} from "@/adapters/vikunja/elements.ts";
import type { Shortfall } from "@/adapters/vikunja/shortfall.ts";
import { earlierComments, type WriteContext } from "@/adapters/vikunja/write_context.ts";
import type { Write } from "@/ports/replica.ts";

/**
 * Labels, dependencies and comments of a task that is there, each by itself: what is refused of one is noted
 * in the shortfall, and the others go on.
 */
export async function applyParts(
  context: WriteContext & { readonly shortfall: Shortfall },
  write: Write,
  before: RawObject,
  { labels, depends, comments }: Pick<Patch, "labels" | "depends" | "comments">,
  mayHaveHappened = write.mayHaveHappened,
): Promise<AppliedComments> {
  let raw = before;
  if (labels !== undefined) {
    const change = { ...labels, mayHaveHappened, isNew: write.id === null };
    raw = await applyLabels(context, raw, change);
  }
  if (depends !== undefined) raw = await applyBlockers(context, raw, depends);
  if (comments === undefined) return { raw, comments: [] };
  const earlier = earlierComments(context, write, mayHaveHappened);
  return await applyComments(context, raw, comments, earlier);
}
