import { type SetField, setFields } from "@/domain/fields.ts";
import type { Patch, SetPatch } from "@/domain/push.ts";
import { labelsFor, labelTitles } from "@/mapping/vikunja/field_labels.ts";
import type { RawObject } from "@/adapters/vikunja/answers.ts";
import {
  type AppliedComments,
  applyComments,
  applyLabels,
  type ElementDeps,
} from "@/adapters/vikunja/write/elements.ts";
import { placeCard } from "@/adapters/vikunja/write/cards.ts";
import type { LabelChange } from "@/adapters/vikunja/write/set_labels.ts";
import { applyRelations } from "@/adapters/vikunja/write/relations.ts";
import type { Shortfall } from "@/adapters/vikunja/write/shortfall.ts";
import { earlierComments, type WriteContext } from "@/adapters/vikunja/write/write_context.ts";
import type { Write } from "@/ports/replica.ts";

type Apply = (deps: ElementDeps, raw: RawObject, change: LabelChange) => Promise<RawObject>;

const apply: { readonly [F in SetField]: Apply } = {
  labels: applyLabels,
  depends: applyRelations({ kind: "blocked", field: "depends" }),
  parents: applyRelations({ kind: "parenttask", field: "parents" }),
};

/** The labels that come and go, with those that say other fields. */
function withFieldLabels(
  { settings: { places } }: WriteContext,
  raw: RawObject,
  patch: Pick<Patch, "labels" | "started" | "udas">,
): SetPatch | undefined {
  const { add, remove } = labelsFor(patch, labelTitles(raw), places);
  if (add.length + remove.length === 0) return patch.labels;
  const { labels = { add: [], remove: [] } } = patch;
  return { add: [...labels.add, ...add], remove: [...labels.remove, ...remove] };
}

/**
 * Labels, dependencies and comments of a task that is there, each by itself: what is refused of one is noted
 * in the shortfall, and the others go on.
 */
export async function applyParts(
  context: WriteContext & { readonly shortfall: Shortfall },
  write: Write,
  before: RawObject,
  patch: Pick<Patch, SetField | "comments" | "bucket" | "started" | "udas">,
  mayHaveHappened = write.mayHaveHappened,
): Promise<AppliedComments> {
  let raw = before;
  const isNew = write.id === null;
  for (const field of setFields) {
    const change = field === "labels" ? withFieldLabels(context, raw, patch) : patch[field];
    if (change !== undefined) {
      raw = await apply[field](context, raw, { ...change, mayHaveHappened, isNew });
    }
  }
  raw = await placeCard(context, raw, { wanted: patch.bucket, isNew });
  const { comments } = patch;
  if (comments === undefined) return { raw, comments: [] };
  const earlier = earlierComments(context, write, mayHaveHappened);
  return await applyComments(context, raw, comments, earlier);
}
