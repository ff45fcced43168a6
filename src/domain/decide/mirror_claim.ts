import { claimedLabel, type ShownClaim } from "@/domain/claim.ts";
import { closedBecause } from "@/domain/direction.ts";
import { drop } from "@/domain/decide/deletion.ts";
import type { Draft } from "@/domain/decide/draft.ts";
import { SyncError } from "@/domain/errors.ts";
import { jsonEqual } from "@/domain/json.ts";
import { isUnderWay, type Policy } from "@/domain/policy.ts";
import type { Patch } from "@/domain/push.ts";
import { isOnItsWay } from "@/domain/shown_claim.ts";
import type { PairState } from "@/domain/state.ts";
import { type Side, sides } from "@/domain/task.ts";

/** The claim to show, by its token, and who stands for it in Vikunja; `null`: none is to show. */
export type ClaimToShow = { readonly token: number; readonly assignee: string } | null;

interface Plan {
  readonly patches: Readonly<Record<Side, Patch>>;
  readonly shown: ShownClaim;
}

/**
 * Shows a claim as an assignee in Vikunja and a tag in Taskwarrior, once a claim; or takes away what showed
 * one. Only an assignee that we added is taken away, and one that somebody took away is not added again.
 * Out of Vikunja's reach, and where it may not be written, nothing is done.
 * @throws {SyncError} `LOCKED` (retryable): a write to the task is under way.
 */
export function mirrorClaim(draft: Draft, wanted: ClaimToShow, policy: Policy): void {
  const { shown } = draft.state;
  if (wanted === null ? shown === null : shown?.token === wanted.token) return;
  const plan = wanted === null ? planToHide(draft.state) : planToShow(draft.state, wanted);
  if (plan === null || sides.some((side) => closedBecause(draft.state, side, policy) !== null)) {
    return;
  }
  for (const side of sides) checkIdle(draft, side, policy);
  for (const side of sides) request(draft, side, plan, policy);
  if (!jsonEqual(draft.state.shown, plan.shown)) {
    draft.add({ type: "ClaimMirrored", data: plan.shown });
  }
}

/** What shows nothing and has nothing to be taken away is over. */
export function endMirror(draft: Draft): void {
  const { shown } = draft.state;
  if (shown === null || shown.token !== null || shown.assignee !== null) return;
  draft.add({ type: "ClaimMirrored", data: shown });
}

function planToShow(
  state: PairState,
  { token, assignee }: NonNullable<ClaimToShow>,
): Plan | null {
  const { task, presence, readOnly } = state.vikunja;
  if (presence !== "present" || task === null || readOnly !== null) return null;
  const ours = ourAssignee(state);
  const isThere = task.assignees.includes(assignee);
  const add = isThere ? [] : [assignee];
  const remove = ours === null || ours === assignee ? [] : [ours];
  const isOurs = !isThere || ours === assignee;
  return {
    patches: {
      taskwarrior: tagPatch(state, true),
      vikunja: assignmentPatch(add, remove),
    },
    shown: { token, assignee: isOurs ? assignee : null },
  };
}

function planToHide(state: PairState): Plan | null {
  const { presence, readOnly } = state.vikunja;
  if (presence === "withdrawn" || readOnly !== null) return null;
  const ours = presence === "present" ? ourAssignee(state) : null;
  return {
    patches: {
      taskwarrior: { ...tagPatch(state, false), ...leftoverPatch(state) },
      vikunja: assignmentPatch([], ours === null ? [] : [ours]),
    },
    shown: { token: null, assignee: ours },
  };
}

/** Still there, or perhaps: a write that failed may have arrived. */
function ourAssignee({ shown, vikunja }: PairState): string | null {
  const ours = shown?.assignee ?? null;
  if (ours === null) return null;
  const isThere = vikunja.task?.assignees.includes(ours) || isOnItsWay(vikunja.pending, ours);
  return isThere ? ours : null;
}

function tagPatch({ taskwarrior: { presence, task } }: PairState, isClaimed: boolean): Patch {
  if (presence !== "present" || task === null) return {};
  if (task.labels.includes(claimedLabel) === isClaimed) return {};
  const labels = [claimedLabel];
  return { labels: isClaimed ? { add: labels, remove: [] } : { add: [], remove: labels } };
}

/** A finished date has no counterpart that its assignees would be taken from. */
function leftoverPatch({ shown, vikunja, taskwarrior: { presence, task } }: PairState): Patch {
  const ours = shown?.assignee ?? null;
  if (vikunja.presence !== "unknown" || presence !== "present" || ours === null) return {};
  if (!task?.assignees.includes(ours)) return {};
  return { assignees: task.assignees.filter((name) => name !== ours) };
}

function assignmentPatch(add: readonly string[], remove: readonly string[]): Patch {
  return add.length + remove.length === 0 ? {} : { assignment: { add, remove } };
}

function checkIdle({ state }: Draft, side: Side, policy: Policy): void {
  if (!isUnderWay(state[side], side, policy)) return;
  throw new SyncError("LOCKED", `Cannot show the claim: a write to ${side} is under way`, {
    retryable: true,
    hint: "Try again in a moment.",
  });
}

/** An earlier one that waits for its next try is as good. */
function request(draft: Draft, side: Side, { patches, shown }: Plan, policy: Policy): void {
  const patch = patches[side];
  if (Object.keys(patch).length === 0) return;
  const { pending } = draft.state[side];
  const push = { kind: "update", patch, expected: {} } as const;
  if (pending !== null && !pending.dead && jsonEqual(pending.push, push)) return;
  drop(draft, side, "the claim changed");
  if (side === "vikunja" && !jsonEqual(draft.state.shown, shown)) {
    draft.add({ type: "ClaimMirrored", data: shown });
  }
  draft.add({
    type: "PushRequested",
    data: { side, push, source: {}, requestedAt: policy.now },
  });
}
