import { conflictId, drop, requestAgain, settleGone } from "@/domain/deletion.ts";
import type { Draft } from "@/domain/draft.ts";
import { jsonEqual } from "@/domain/json.ts";
import { emptyMerge, isEmptyPatch, type Merge } from "@/domain/merge.ts";
import { mergeComments } from "@/domain/merge_comments.ts";
import { mergeScalar } from "@/domain/merge_scalars.ts";
import { mergeSet } from "@/domain/merge_sets.ts";
import type { Policy } from "@/domain/policy.ts";
import type { Patch } from "@/domain/push.ts";
import { isCompletingRepetition } from "@/domain/repetition.ts";
import type { PairState, PendingPush } from "@/domain/state.ts";
import { otherSide, scalarFields, setFields, type Side, sides, type Task } from "@/domain/task.ts";

/**
 * Brings the two sides of one pair together: agrees, asks for pushes, records conflicts.
 * Level-triggered: run again on the same state it adds nothing.
 */
export function settle(draft: Draft, policy: Policy): void {
  const { taskwarrior, vikunja } = draft.state;
  if (vikunja.presence === "withdrawn" || taskwarrior.presence === "withdrawn") return;
  if (draft.state.finished !== null && !reopen(draft, policy)) return;
  const presences = [taskwarrior.presence, vikunja.presence];
  if (presences.includes("deleted") || presences.includes("missing")) {
    return settleGone(draft, policy);
  }
  const lacking = sides.find((side) => draft.state[side].presence === "unknown");
  if (lacking !== undefined) return createOn(draft, lacking, policy);
  absorb(draft);
  mergeBoth(draft, policy);
}

/** A finished date that was opened again in Taskwarrior goes on as a task of its own. */
function reopen(draft: Draft, policy: Policy): boolean {
  const { task, pending, presence } = draft.state.taskwarrior;
  if (presence !== "present" || pending !== null || task === null || task.done) return false;
  draft.add({ type: "OccurrenceReopened", data: { at: policy.now } });
  return true;
}

function createOn(draft: Draft, side: Side, policy: Policy): void {
  if (draft.state[otherSide(side)].presence !== "present") return;
  if (draft.state[side].pending !== null) return;
  if (side === "vikunja" && draft.state.vikunjaId !== null) return;
  requestAgain(draft, side, policy);
}

/**
 * A push that failed without an answer may have arrived: where the side now holds what it was to
 * write, that counts as agreed, and what is left is decided anew.
 */
function absorb(draft: Draft): void {
  for (const side of sides) {
    const { pending, task } = draft.state[side];
    if (pending === null || pending.attempts === 0 || pending.push.kind === "create") continue;
    if (task === null || pending.dead && sameAsAsked(draft.state, side)) continue;
    if (pending.push.kind === "update") agreeOnArrived(draft, side, pending, task);
    drop(draft, side, "decided anew");
  }
}

function agreeOnArrived(draft: Draft, side: Side, pending: PendingPush, task: Task): void {
  if (pending.push.kind !== "update") return;
  const { patch } = pending.push;
  const arrived = scalarFields.filter((field) =>
    field in patch && jsonEqual(patch[field], task[field])
  );
  if (arrived.length === 0) return;
  const pick = (values: Patch | Task): Partial<Task> =>
    Object.fromEntries(arrived.map((field) => [field, values[field]]));
  const own = pick(task);
  const foreign = pick(pending.source);
  const base = side === "vikunja"
    ? { taskwarrior: foreign, vikunja: own }
    : { taskwarrior: own, vikunja: foreign };
  draft.add({ type: "TaskMerged", data: { base, comments: null } });
}

/** A dead push is left alone until one of the two sides changes. */
function sameAsAsked(state: PairState, side: Side): boolean {
  const pending = state[side].pending;
  if (pending?.push.kind !== "update") return true;
  const from = state[otherSide(side)].task;
  const { patch, expected } = pending.push;
  const here = state[side].task;
  return scalarFields.every((field) =>
    !(field in patch) ||
    jsonEqual(expected[field], here?.[field]) && jsonEqual(pending.source[field], from?.[field])
  );
}

function mergeBoth(draft: Draft, policy: Policy): void {
  const { state } = draft;
  const taskwarrior = state.taskwarrior.task;
  const vikunja = state.vikunja.task;
  if (taskwarrior === null || vikunja === null) return;
  const both = { taskwarrior, vikunja };
  const merge = emptyMerge();
  for (const field of scalarFields) mergeScalar(merge, state, both, field, policy);
  for (const field of setFields) mergeSet(merge, state, both, field, policy);
  mergeComments(merge, state, both, policy);
  if (!jsonEqual(state.vikunja.base.doneAt, vikunja.doneAt)) {
    merge.base.vikunja.doneAt = vikunja.doneAt;
  }
  if (!jsonEqual(taskwarrior.assignees, vikunja.assignees)) {
    merge.patch.taskwarrior.assignees = vikunja.assignees;
  }
  if (policy.notesLink && state.vikunjaId !== null && state.notedLink !== state.vikunjaId) {
    merge.patch.taskwarrior.link = state.vikunjaId;
  }
  completeOnly(merge, vikunja);
  record(draft, merge, policy);
}

/** Completing a repeating task: what goes along would be written to the next date, so it stays out. */
function completeOnly(merge: Merge, vikunja: Task): void {
  const patch = merge.patch.vikunja;
  if (!isCompletingRepetition(vikunja, patch.done)) return;
  for (const field of ["dueAt", "scheduledAt"] as const) {
    delete patch[field];
    delete merge.expected.vikunja[field];
    delete merge.source.vikunja[field];
  }
  merge.expected.vikunja.doneAt = vikunja.doneAt;
}

function record(draft: Draft, merge: Merge, policy: Policy): void {
  const agreed = sides.some((side) => Object.keys(merge.base[side]).length > 0);
  if (agreed || merge.links !== null) {
    draft.add({ type: "TaskMerged", data: { base: merge.base, comments: merge.links } });
  }
  for (const found of merge.conflicts) recordConflict(draft, found);
  for (const side of sides) {
    if (isEmptyPatch(merge.patch[side]) || draft.state[side].pending !== null) continue;
    draft.add({
      type: "PushRequested",
      data: {
        side,
        push: { kind: "update", patch: merge.patch[side], expected: merge.expected[side] },
        source: merge.source[side],
        requestedAt: policy.now,
      },
    });
  }
}

function recordConflict(draft: Draft, found: Merge["conflicts"][number]): void {
  const kept = { side: found.winner, value: found.kept };
  const lost = { side: otherSide(found.winner), value: found.lost };
  const known = draft.state.conflicts.some((open) =>
    open.field === found.field && jsonEqual(open.kept, kept) && jsonEqual(open.lost, lost)
  );
  if (known) return;
  draft.add({
    type: "ConflictResolved",
    data: {
      conflictId: conflictId(draft),
      field: found.field,
      kept,
      lost,
      because: found.because,
      missing: [],
    },
  });
}
