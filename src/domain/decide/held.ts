import type { HeldAnswer } from "@/domain/decide/commands.ts";
import { isGone } from "@/domain/decide/deletion.ts";
import type { Draft } from "@/domain/decide/draft.ts";
import { SyncError } from "@/domain/errors.ts";
import type { ReleaseReason } from "@/domain/events.ts";
import type { PairState, SideState } from "@/domain/state.ts";
import { otherSide, type Reading, type Side, sides } from "@/domain/task.ts";

/**
 * Deletions that came with so many others that a person is asked first, or of which somebody has taken the answer back.
 * Until then nothing is written for such a
 * task on either side; what is edited meanwhile counts once there is an answer.
 */
export function hold(
  draft: Draft,
  side: Side,
  reading: Reading,
  before: SideState["presence"],
): void {
  if (reading.kind !== "gone" || before !== "present") return;
  const { pending } = draft.state[side];
  const isOurs = pending?.push.kind === "delete" && pending.push.isHeld === true;
  if (reading.isHeld !== true && !isOurs) return;
  const isToBeCarriedOver = isGone(draft.state[side]) &&
    draft.state[otherSide(side)].presence === "present";
  if (isToBeCarriedOver) draft.add({ type: "DeletionHeld", data: { side } });
}

export function isHeld(state: PairState): boolean {
  return sides.some((side) => state[side].held === "held");
}

/** @throws {SyncError} `MASS_DELETE`: nothing is written for it until somebody has answered. */
export function checkNotHeld({ state }: Draft, doing: string): void {
  if (!isHeld(state)) return;
  throw new SyncError("MASS_DELETE", `Cannot ${doing}: the deletion of the task is held back`, {
    hint: "`held bring-back` makes it again, `held let-go` deletes it; then do it again.",
  });
}

/** Where there is nothing to be asked any more. */
export function releaseHeld(draft: Draft): void {
  for (const side of sides.filter((each) => draft.state[each].held === "held")) {
    if (isGone(draft.state[otherSide(side)])) release(draft, side, "gone on both sides");
  }
}

export function answerHeld(
  draft: Draft,
  { side, answer }: { readonly side: Side; readonly answer: HeldAnswer },
): void {
  if (draft.state[side].held !== "held") return;
  release(draft, side, answer);
  if (draft.state[side].presence !== "missing") return;
  // Somebody has said now what became of it.
  draft.add({ type: "TaskGone", data: { side, how: "deleted", changedAt: null } });
}

function release(draft: Draft, side: Side, because: ReleaseReason): void {
  draft.add({ type: "DeletionReleased", data: { side, because } });
}
