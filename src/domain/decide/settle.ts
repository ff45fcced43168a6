import { drop, obstacleToCreate, requestAgain, settleGone } from "@/domain/decide/deletion.ts";
import { agreeOnArrived } from "@/domain/decide/arrived.ts";
import { closedBecause } from "@/domain/direction.ts";
import type { Draft } from "@/domain/decide/draft.ts";
import { expressTask } from "@/domain/decide/express_task.ts";
import { jsonEqual } from "@/domain/json.ts";
import { heldEdits, sayLeftOut } from "@/domain/decide/left_out.ts";
import { wholeTask } from "@/domain/left_out_part.ts";
import { isChosen, isOutdated } from "@/domain/decide/chosen.ts";
import { keepMaybeTheirs } from "@/domain/decide/maybe_theirs.ts";
import { mergeBoth } from "@/domain/decide/merge_both.ts";
import { isUnderWay, type Policy } from "@/domain/policy.ts";
import type { PendingPush, SideState } from "@/domain/state.ts";
import { isUnsure } from "@/domain/unsure.ts";
import { otherSide, scalarFields, type Side, sides } from "@/domain/task.ts";

/**
 * Brings the two sides of one pair together: agrees, asks for pushes, records conflicts.
 * Level-triggered: run again on the same state it adds nothing. `fresh`: sides that were read just now.
 */
export function settle(draft: Draft, policy: Policy, fresh: readonly Side[]): void {
  const { taskwarrior, vikunja } = draft.state;
  if (vikunja.presence === "withdrawn" || taskwarrior.presence === "withdrawn") {
    if (vikunja.pending === null) sayHeld(draft, policy);
    return;
  }
  if (draft.state.finished !== null && !reopen(draft, policy)) return;
  const presences = [taskwarrior.presence, vikunja.presence];
  if (presences.includes("deleted") || presences.includes("missing")) {
    return settleGone(draft, policy);
  }
  const lacking = sides.find((side) => draft.state[side].presence === "unknown");
  if (lacking !== undefined) return createOn(draft, lacking, policy);
  absorb(draft, policy, fresh);
  mergeBoth(draft, policy, { isSettling: fresh.length === 0 });
}

/** What waits here for a task that is out of reach there. */
function sayHeld(draft: Draft, policy: Policy): void {
  const { presence, withdrawn } = draft.state.vikunja;
  if (presence !== "withdrawn") return;
  sayLeftOut(draft, "vikunja", heldEdits(draft.state, withdrawn ?? "it is out of reach", policy));
}

/**
 * A finished date that was seen done and is open again goes on as a task of its own; one that
 * was not done yet is asked to be once more.
 */
function reopen(draft: Draft, policy: Policy): boolean {
  const { task, pending, presence, base } = draft.state.taskwarrior;
  if (presence !== "present" || pending !== null || task === null || task.done) return false;
  if (base.done !== true) {
    requestDone(draft, draft.state.finished?.doneAt ?? policy.now, policy);
    return false;
  }
  draft.add({ type: "OccurrenceReopened", data: { at: policy.now } });
  return true;
}

/** Ends a date in Taskwarrior. */
export function requestDone(draft: Draft, doneAt: string, policy: Policy): void {
  draft.add({
    type: "PushRequested",
    data: {
      side: "taskwarrior",
      push: { kind: "update", patch: { done: true, doneAt }, expected: { done: false } },
      source: { done: true },
      requestedAt: policy.now,
    },
  });
}

/**
 * Drops what waits to be written to a side that nothing goes to by the setting; whether there was any. A create that
 * may have been carried out is finished: what it made would be taken for a new task.
 */
export function withdrawClosed(draft: Draft, policy: Policy): boolean {
  const found = sides.filter((side) => {
    const { pending } = draft.state[side];
    return pending !== null && !policy.underWay.includes(side) && !isOfLinkAlone(pending) &&
      !mayBeMade(pending) && closedBecause(draft.state, side, policy) !== null;
  });
  for (const side of found) drop(draft, side, "held back");
  return found.length > 0;
}

/** The id is noted whichever way a task goes. */
function isOfLinkAlone({ push }: PendingPush): boolean {
  return push.kind === "update" && Object.keys(push.patch).every((key) => key === "link");
}

function mayBeMade(pending: PendingPush): boolean {
  return pending.push.kind === "create" && isUnsure(pending);
}

function createOn(draft: Draft, side: Side, policy: Policy): void {
  if (draft.state[otherSide(side)].presence !== "present") return;
  const { pending } = draft.state[side];
  const closed = closedBecause(draft.state, side, policy);
  const obstacle = closed ?? (side === "vikunja" ? obstacleToCreate(draft, policy) : null);
  if (closed !== null && pending !== null && mayBeMade(pending)) return;
  if (obstacle !== null && !isUnderWay(draft.state[side], side, policy)) {
    drop(draft, side, "held back");
    return sayLeftOut(draft, side, [{ what: wholeTask, why: obstacle }], closed !== null);
  }
  if (pending !== null) {
    const isWaiting = isUnderWay(draft.state[side], side, policy);
    const made = isWaiting ? null : expressTask(draft.state, side, policy);
    if (made === null || jsonEqual(made.push, pending.push)) return;
    if (knowsMore(pending, made)) return;
    drop(draft, side, "decided anew");
  }
  if (side === "vikunja" && draft.state.vikunjaId !== null) return;
  sayLeftOut(draft, side, []);
  requestAgain(draft, side, policy);
}

/** Of a task that is made again: it says the same, and has what its side alone had. */
function knowsMore(
  { push, source }: PendingPush,
  made: NonNullable<ReturnType<typeof expressTask>>,
): boolean {
  if (push.kind !== "create" || push.extra === null || made.push.extra !== null) return false;
  return scalarFields.every((field) => jsonEqual(source[field], made.source[field])) &&
    jsonEqual(source.labels, made.source.labels);
}

/**
 * A push that failed without an answer may have arrived: where the side, as read now, holds what it
 * was to write, that counts as agreed, and what is left is decided anew.
 */
export function absorb(draft: Draft, policy: Policy, fresh: readonly Side[]): void {
  for (const side of fresh) {
    const known: SideState = draft.state[side];
    const { pending, task } = known;
    if (pending === null || task === null || isUnderWay(known, side, policy)) continue;
    if (isChosen(pending) && !isOutdated(pending, task)) continue;
    if (isUnsure(pending)) {
      agreeOnArrived(draft, side, pending, task);
      if (side === "vikunja") keepMaybeTheirs(draft, pending, policy);
    }
    if (pending.dead && pending.push.kind === "update") continue;
    drop(draft, side, "decided anew");
  }
}
