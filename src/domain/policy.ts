import type { ClockOffset } from "@/domain/span.ts";
import type { ConflictRules } from "@/domain/conflict_rules.ts";
import type { Directions } from "@/domain/directions.ts";
import type { Obstacles } from "@/domain/obstacle.ts";
import type { PairContext, Representation } from "@/domain/representation.ts";
import type { Selection } from "@/domain/selection.ts";
import type { SideState } from "@/domain/state.ts";
import { type Instant, type Side, sides } from "@/domain/task.ts";

/** What holds for the decisions on all tasks, as values and functions of nothing but values. */
export interface RunPolicy {
  readonly representation: Representation;
  readonly context: Omit<PairContext, "vikunjaId" | "links">;
  readonly obstacles: Obstacles;
  /** The side that wins where it is not proven which of two edits is the newer. */
  readonly tieWinner: Side;
  /** Tags that do not become labels in Vikunja. */
  readonly taskwarriorOnly?: readonly string[];
  /** Whether a label of that side says another field there: it stays there as it is; without: none does. */
  readonly saysField?: (label: string, side: Side) => boolean;
  /** Annotations tell who wrote a comment, but for those of that user; without: they do not. */
  readonly tellsAuthors?: { readonly butOf: string };
  /** Which tasks are synced; without: all. */
  readonly selection?: Selection;
  /** Projects that go one way only; without: none. */
  readonly directions?: Directions;
  /** Who wins where both sides changed one field; without: the newer edit. */
  readonly conflicts?: ConflictRules;
  /** Whether the Vikunja id is noted on the Taskwarrior task (`link` is not `none`). */
  readonly notesLink: boolean;
  /** ISO 8601 UTC, by this machine's clock. */
  readonly now: string;
  /** Of this machine's clock as it is now; `null`, or without: not known. */
  readonly clockOffset?: ClockOffset | null;
  /** The stream of the next date of a repeating Vikunja task. */
  readonly nextStreamId: (vikunjaId: number, due: Instant) => string;
}

/** All that deciding needs from outside; the same input always gives the same decision. */
export interface Policy extends RunPolicy {
  readonly context: Omit<PairContext, "vikunjaId">;
  /** Sides to which a write of this very pair is under way now, first tries and repeated ones. */
  readonly underWay: readonly Side[];
}

/** Whether a write to this side is under way, or asked for and not tried yet. */
export function isUnderWay({ pending }: SideState, side: Side, policy: Policy): boolean {
  if (pending === null || pending.dead) return false;
  return pending.attempts === 0 || policy.underWay.includes(side);
}

/** Whether a label may be carried over to that side. */
export function isShared(label: string, to: Side, policy: Policy): boolean {
  if (isApart(label, policy)) return false;
  return to === "taskwarrior" || !(policy.taskwarriorOnly ?? []).includes(label);
}

/** Whether the label says another field on either side: it would say it there as well, or not be that label. */
export function isApart(label: string, { saysField }: Policy): boolean {
  return saysField !== undefined && sides.some((side) => saysField(label, side));
}
