import { applySet } from "@/domain/confirm.ts";
import type { Draft } from "@/domain/decide/draft.ts";
import { SyncError } from "@/domain/errors.ts";
import { jsonEqual } from "@/domain/json.ts";
import { sayLeftOut } from "@/domain/decide/left_out.ts";
import { emptyMerge, type Merge } from "@/domain/merge/merge.ts";
import { mergeScalar } from "@/domain/merge/scalars.ts";
import { mergeSet } from "@/domain/merge/sets.ts";
import type { Policy } from "@/domain/policy.ts";
import { type Selectable, type Selection, whyOutside } from "@/domain/selection.ts";
import type { PairState } from "@/domain/state.ts";
import { type Side, sides, type Task } from "@/domain/task.ts";

/**
 * Whether the pair is outside of the selection; says so where that changed. What decides is the task as both sides
 * would hold it once they were brought together: an edit that takes it out stays where it was made, and one that
 * takes it in brings it in, on whichever side. Values of a side on which it is gone are those last seen there.
 */
export function isLeftAlone(draft: Draft, policy: Policy): boolean {
  const because = policy.selection === undefined
    ? null
    : outside(draft.state, policy.selection, policy);
  if (because === null) {
    if (draft.state.outside !== null) draft.add({ type: "TaskSelected", data: {} });
    return false;
  }
  if (because !== draft.state.outside) {
    draft.add({ type: "TaskDeselected", data: { because } });
  }
  for (const side of sides) letGo(draft, side, policy);
  agreeOnEquals(draft, policy);
  return true;
}

/** @throws {SyncError} `USAGE`: the task is outside of the selection. */
export function checkSelected({ state }: Draft, doing: string): void {
  if (state.outside === null) return;
  throw new SyncError(
    "USAGE",
    `Cannot ${doing}: the task is not in the selection: ${state.outside}`,
    { hint: "Change it where it is, or select it in the configuration (`[selection]`)." },
  );
}

/**
 * What was asked for is not wanted any more. A create in Vikunja that may have arrived is kept: it is how the
 * task that it made is known again.
 */
function letGo(draft: Draft, side: Side, policy: Policy): void {
  const { pending, presence } = draft.state[side];
  if (pending !== null && !policy.underWay.includes(side)) {
    const mayBeThere = side === "vikunja" && pending.push.kind === "create" &&
      presence === "unknown";
    if (!mayBeThere) {
      const { request } = pending;
      const data = { side, request, because: "it left the selection", maybeSent: true } as const;
      draft.add({ type: "PushDropped", data });
    }
  }
  sayLeftOut(draft, side, []);
}

/** What both sides have come to by themselves counts as agreed on: who changes it next says where the pair belongs. */
function agreeOnEquals(draft: Draft, policy: Policy): void {
  const { taskwarrior, vikunja } = draft.state;
  if (taskwarrior.presence !== "present" || vikunja.presence !== "present") return;
  if (taskwarrior.task === null || vikunja.task === null) return;
  const both = { taskwarrior: taskwarrior.task, vikunja: vikunja.task };
  const { base } = mergeSelecting(draft.state, both, policy);
  if (sides.every((side) => Object.keys(base[side]).length === 0)) return;
  draft.add({ type: "TaskMerged", data: { base, comments: null } });
}

function outside(state: PairState, selection: Selection, policy: Policy): string | null {
  const task = selectable(state, selection, policy);
  return task === null ? state.outside : whyOutside(task, selection);
}

function selectable(state: PairState, selection: Selection, policy: Policy): Selectable | null {
  const { taskwarrior: { task: ours, isTaken }, vikunja: { task: theirs } } = state;
  const [some] = [theirs, ours].filter((task) => task !== null);
  if (some === undefined) return null;
  const both = ours === null || theirs === null ? null : { taskwarrior: ours, vikunja: theirs };
  return {
    ...(both === null ? alone(some, state, policy) : together(both, state, policy)),
    assignees: theirs?.assignees ?? [],
    finishedAt: both === null && isAgeAsked(state) && some.done ? some.doneAt : null,
    isTaken: isTaken ?? state.vikunja.isTaken ?? !selection.isFiltered,
  };
}

/** New ones in Taskwarrior were asked before they came here, and some had to go over all the same. */
function isAgeAsked({ vikunja, finished, outside }: PairState): boolean {
  return finished === null && (vikunja.task !== null || outside !== null);
}

function alone(
  task: Task,
  state: PairState,
  policy: Policy,
): Pick<Selectable, "project" | "labels"> {
  if (state.vikunja.task !== null) return task;
  const context = { ...policy.context, vikunjaId: null };
  const { express } = policy.representation;
  return {
    project: express("project", task.project, "vikunja", null, context),
    labels: task.labels,
  };
}

function together(
  both: Readonly<Record<Side, Task>>,
  state: PairState,
  policy: Policy,
): Pick<Selectable, "project" | "labels"> {
  if (isAgreed(state, both, "project") && isAgreed(state, both, "labels")) return both.vikunja;
  const { project, labels } = mergeSelecting(state, both, policy).patch.vikunja;
  return {
    project: project ?? both.vikunja.project,
    labels: labels === undefined ? both.vikunja.labels : applySet(both.vikunja.labels, labels),
  };
}

/** Whether nobody changed it since both sides agreed: what most looks show. */
function isAgreed(
  state: PairState,
  both: Readonly<Record<Side, Task>>,
  field: "project" | "labels",
): boolean {
  return sides.every((side) => jsonEqual(both[side][field], state[side].base[field]));
}

/** The fields that decide, of those that both sides hold. */
function mergeSelecting(
  state: PairState,
  both: Readonly<Record<Side, Task>>,
  policy: Policy,
): Merge {
  const merge = emptyMerge();
  mergeScalar(merge, state, both, "project", policy);
  mergeSet(merge, state, both, "labels", policy);
  return merge;
}
