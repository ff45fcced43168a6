import type { RawObject } from "@/adapters/vikunja/answers.ts";
import { carriedAlong, isRepeating } from "@/adapters/vikunja/change_task.ts";
import { chunks } from "@/adapters/vikunja/write/earlier.ts";
import type { Shortfall } from "@/adapters/vikunja/write/shortfall.ts";
import type { WriteContext } from "@/adapters/vikunja/write/write_context.ts";
import { isPassing } from "@/adapters/vikunja/client/errors.ts";
import { asSyncError, restated, SyncError, unwritten } from "@/domain/errors.ts";
import type { Patch, Push } from "@/domain/push.ts";
import type { Write, Written } from "@/ports/replica.ts";

type Update = Extract<Push, { kind: "update" }>;

export interface UpdateWrite {
  readonly write: Write;
  readonly push: Update;
}

export interface Ready {
  readonly kind: "ready";
  readonly raw: RawObject;
  readonly columns: RawObject;
  readonly shortfall: Shortfall;
  /** Not read now, but as this process wrote it before. */
  readonly isTold: boolean;
  /** What it was to add and has already, by somebody else. */
  readonly found: Patch;
}

/** Where an update stands: read and to be changed, or with its outcome. */
export type Step =
  | Ready
  | { readonly kind: "over"; readonly outcome: Written };

/** Updates by their places, each read. */
export type Numbered = readonly (readonly [number, Ready])[];

/** What is known beyond the error itself: whether a request of this write was sent before. */
type Known = "unwritten" | "maybe written" | "as it says";

/** Failed, and the server is away where the error says so. */
export function failedStep(
  { away }: Pick<WriteContext, "away">,
  thrown: unknown,
  known: Known,
): Step {
  away.note(thrown);
  return { kind: "over", outcome: { kind: "failed", error: said(asSyncError(thrown), known) } };
}

function said(error: SyncError, known: Known): SyncError {
  switch (known) {
    case "unwritten":
      return unwritten(error);
    case "maybe written":
      return restated(error, { details: { untried: false, unwritten: false } });
    case "as it says":
      return error;
  }
}

/** One call carries one set of values, those that it would drop included. */
export function groupAlike(steps: readonly Step[], most: number): readonly Numbered[] {
  const groups = new Map<string, [number, Ready][]>();
  for (const [index, step] of steps.entries()) {
    if (step.kind !== "ready" || Object.keys(step.columns).length === 0) continue;
    const { raw, columns } = step;
    // A group that fails is tried one by one, and 1.x may have changed some of it: that would skip a date.
    const alone = columns["done"] === true && isRepeating(raw) ? raw["id"] : null;
    const key = JSON.stringify([columns, carriedAlong(raw), alone]);
    groups.set(key, [...(groups.get(key) ?? []), [index, step]]);
  }
  return [...groups.values()].flatMap((group) => chunks(group, most));
}

/** Whether it is the server's word on a change of which other parts may be taken. */
export function isOneOfMany(
  error: unknown,
  { columns }: Ready,
  { push: { patch } }: UpdateWrite,
): boolean {
  const { doneAt: _, link: __, ...parts } = patch;
  return !isPassing(error) && Object.keys(columns).length > 0 && Object.keys(parts).length > 1;
}

/** What may have been done is not asked for twice without a look: a repeating task would skip a date. */
export function isUnrepeatable(columns: RawObject, error: unknown): boolean {
  return columns["done"] === true && isPassing(error);
}

/** What was there already counts as done. */
export function withoutRiders({ doneAt: _, ...patch }: Patch): Patch {
  return patch;
}

/** What it came to. */
export function outcomeOf(step: Step): Written {
  if (step.kind === "over") return step.outcome;
  return lost;
}

/** A fault of the program: each update has an outcome. */
export const lost: Written = {
  kind: "failed",
  error: new SyncError("INTERNAL", "An update was lost"),
};
