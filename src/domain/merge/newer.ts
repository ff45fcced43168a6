import { spanOf } from "@/domain/clock.ts";
import { shifted, type Span } from "@/domain/span.ts";
import type { Policy } from "@/domain/policy.ts";
import type { PairState } from "@/domain/state.ts";
import type { Field, Side } from "@/domain/task.ts";

/** Two edits no further apart than this are a tie, however well their order is known. */
const tieMs = 2_000;

interface Newer {
  readonly winner: Side;
  readonly tie: boolean;
}

/**
 * Which side's edit of the field is the newer. Stamps are cut to whole seconds and the clock's offset is known
 * to some part of one, so each edit lies in a span: the newer one wins where the spans prove the order and
 * leave room for more than two seconds between them; all else is a tie.
 */
export function newer(state: PairState, field: Field, policy: Policy): Newer {
  const ours = editedWithin(state, "taskwarrior", field, policy);
  const theirs = editedWithin(state, "vikunja", field, policy);
  if (isAfter(ours, theirs)) return { winner: "taskwarrior", tie: false };
  if (isAfter(theirs, ours)) return { winner: "vikunja", tie: false };
  return { winner: policy.tieWinner, tie: true };
}

function isAfter(late: Span, early: Span): boolean {
  return late.from >= early.until && late.until - early.from > tieMs;
}

function editedWithin(state: PairState, side: Side, field: Field, policy: Policy): Span {
  const { editedAt, changedAt } = state[side];
  const time = editedAt[field];
  if (time === undefined) return spanOf(changedAt ?? policy.now);
  return time.clock === "own" && policy.clockOffset ? shifted(time, policy.clockOffset) : time;
}
