import type { TaskCommand } from "@/domain/decide/commands.ts";
import { drop, requestDelete } from "@/domain/decide/deletion.ts";
import type { Draft } from "@/domain/decide/draft.ts";
import { SyncError } from "@/domain/errors.ts";
import { isEmptyPatch } from "@/domain/merge/merge.ts";
import { pickConflict } from "@/domain/decide/pick_conflict.ts";
import { isUnderWay, type Policy } from "@/domain/policy.ts";
import { createAgain } from "@/domain/decide/take_back/create_again.ts";
import { isNothing, planTakeBack, refusalOf } from "@/domain/decide/take_back/plan.ts";
import type { TakeBackPlan } from "@/domain/decide/take_back/plan_parts.ts";
import { overlaid, wishOf } from "@/domain/decide/take_back/wishes.ts";
import { otherSide, type Side, sides } from "@/domain/task.ts";
import type { TaskPast } from "@/domain/task_past.ts";

type TakeBack = Extract<TaskCommand, { type: "TakeBack" }>;

/**
 * Asks for the edits that give back the state before a change, on both sides at once. Each is guarded by the value that
 * it replaces; where one of them is not made, the other side's goes over like any edit. Nothing is asked for that is so
 * already.
 * @throws {SyncError} `LOCKED` (retryable): a push is under way. `FORBIDDEN`: it may not be written there.
 */
export function takeBack(draft: Draft, { past }: TakeBack, policy: Policy): void {
  const plan = planTakeBack(draft.state, past, policy);
  const isWaiting = sides.some((side) =>
    wishOf(draft.state[side].pending, side, past, plan.patch).isTouched
  );
  if (isNothing(plan) && !isWaiting) return;
  const why = refusalOf(draft.state, plan, policy);
  if (why !== null) throw new SyncError("FORBIDDEN", `Cannot take it back: ${why}`);
  checkRest(draft, policy);
  if (plan.answer !== null) {
    return pickConflict(draft, plan.answer.conflictId, plan.answer.side, policy);
  }
  switch (plan.life.kind) {
    case "again":
      return createAgain(draft, past, plan.life.on, policy);
    case "away":
      for (const side of sides) {
        if (draft.state[side].presence === "present") requestDelete(draft, side, policy);
      }
      return;
    case "asked":
      askAgain(draft, plan.life.on, policy);
      return requestBoth(draft, plan, past, policy);
    case "back":
      wantBack(draft, plan.life.on);
      return requestBoth(draft, plan, past, policy);
    case "stays":
      return requestBoth(draft, plan, past, policy);
  }
}

/** It goes where it had been brought back, and is held there then. */
function askAgain(draft: Draft, side: Side, policy: Policy): void {
  const { presence, task } = draft.state[side];
  if (presence !== "present") throw underWay(side);
  drop(draft, side, "taken back");
  draft.add({
    type: "PushRequested",
    data: {
      side,
      push: { kind: "delete", seen: task, isHeld: true },
      source: {},
      requestedAt: policy.now,
    },
  });
}

function underWay(side: Side): SyncError {
  return new SyncError("LOCKED", `Cannot take it back: a write to ${side} is under way`, {
    retryable: true,
    hint: "Try again in a moment.",
  });
}

/** A deletion of the other side that may have been carried out is taken back as well, if it was. */
function wantBack(draft: Draft, side: Side): void {
  const other = otherSide(side);
  const isUnsure = draft.state[other].pending?.push.kind === "delete";
  for (const each of isUnsure ? sides : [side]) {
    draft.add({ type: "DeletionReleased", data: { side: each, because: "bring back" } });
  }
}

function checkRest({ state }: Draft, policy: Policy): void {
  for (const side of sides) {
    const { pending } = state[side];
    // One that was told not to have been sent waits for a server that is away.
    const isBegun = pending !== null && !(pending.attempts === 0 && pending.isTold);
    const isUnsent = !isBegun && !policy.underWay.includes(side);
    if (isUnsent || !isUnderWay(state[side], side, policy)) continue;
    throw underWay(side);
  }
}

/** In the place of what waits there, as far as that is not to be kept. */
function requestBoth(draft: Draft, plan: TakeBackPlan, past: TaskPast, policy: Policy): void {
  for (const side of sides) {
    const { pending } = draft.state[side];
    if (plan.life.kind === "asked" && plan.life.on === side) continue;
    if (pending?.push.kind === "create" && !pending.dead) continue;
    const wish = wishOf(pending, side, past, plan.patch);
    const isKept = !wish.isTouched && isEmptyPatch(plan.patch[side]);
    if (isKept && (plan.life.kind !== "back" || pending?.push.kind !== "delete")) continue;
    drop(draft, side, "taken back");
    if (draft.state[side].presence !== "present") continue;
    const patch = [wish.reversed.patch, plan.patch[side]].reduce(overlaid, wish.rest.patch);
    if (isEmptyPatch(patch)) continue;
    const expected = {
      ...wish.rest.expected,
      ...wish.reversed.expected,
      ...plan.expected[side],
    };
    const push = { kind: "update", patch, expected } as const;
    draft.add({
      type: "PushRequested",
      data: { side, push, source: {}, requestedAt: policy.now },
    });
  }
}
