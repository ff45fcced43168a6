import { type AsItWas, asItWas } from "@/domain/decide/as_it_was.ts";
import { isChosen } from "@/domain/decide/chosen.ts";
import type { Draft } from "@/domain/decide/draft.ts";
import type { ConflictReason } from "@/domain/events.ts";
import type { Json } from "@/domain/json.ts";
import { closedAt, closedBecause, projectOn, putBackSide } from "@/domain/direction.ts";
import { expressTask } from "@/domain/decide/express_task.ts";
import { sayLeftOut } from "@/domain/decide/left_out.ts";
import { itsDeletion, wholeTask } from "@/domain/left_out_part.ts";
import { obstacleAt } from "@/domain/obstacle.ts";
import { isUnderWay, type Policy } from "@/domain/policy.ts";
import type { SideState } from "@/domain/state.ts";
import { editsSince } from "@/domain/merge/edits.ts";
import { notCarriedOver } from "@/domain/decide/not_carried_over.ts";
import { otherSide, type Side, sides, type Task } from "@/domain/task.ts";

/**
 * One side deleted the task. What becomes of it depends on what the other side did since both agreed:
 *
 * | other side | outcome |
 * | --- | --- |
 * | unchanged | gone from both: deleted there too |
 * | edited, moved, done (or reopened) | the edit wins: made again where it was deleted, as a conflict; left as it is where nothing may go there by the setting |
 * | deleted too | gone from both, the link ends |
 *
 * The same for a task deleted in Taskwarrior (whether purged afterwards or not) and for one that
 * answers 404 in Vikunja (whether alone or with its project): 2 × 2 × 5 cells.
 * One that a person wants back is made again where it went, without asking what changed.
 * One that is `missing` (gone, and nobody deleted it) is left alone on both sides until a person picks.
 */
export function settleGone(draft: Draft, policy: Policy): void {
  const { taskwarrior, vikunja } = draft.state;
  if (sides.some((side) => isBeingMade(draft.state[side]))) return;
  if (sides.some((side) => isAskedFor(draft.state[side]))) return;
  if (isGone(taskwarrior) && isGone(vikunja)) return endLink(draft);
  const missing = sides.find((side) =>
    draft.state[side].presence === "missing" || draft.state[side].wentOutside
  );
  if (missing !== undefined) return askAboutMissing(draft, missing, policy);
  const deleted = sides.find((side) => draft.state[side].presence === "deleted");
  if (deleted === undefined) return;
  const kept = otherSide(deleted);
  if (draft.state[deleted].held === "wanted") return makeAgainAsAsked(draft, deleted, policy);
  if (draft.state[kept].presence !== "present") {
    if (draft.state[kept].presence === "unknown") endLink(draft);
    return;
  }
  if (putBackSide(draft.state, policy) === deleted) return putBack(draft, deleted, policy);
  if (editsSince(draft.state, kept, policy).length === 0) {
    return requestDelete(draft, kept, policy);
  }
  const closed = closedBecause(draft.state, deleted, policy) ??
    closedAt(projectOn(draft.state, kept, policy), deleted, policy);
  if (closed === null) return makeAgain(draft, deleted, policy);
  sayLeftOut(draft, deleted, [{ what: wholeTask, why: closed }], true);
}

export function isGone(side: SideState): boolean {
  return side.presence === "deleted" || side.presence === "missing";
}

/** A create that may yet arrive decides: what it makes is deleted, or kept, once it is there. */
function isBeingMade({ pending }: SideState): boolean {
  return pending !== null && pending.push.kind === "create" && !pending.dead;
}

/** A person wants it back there, and making it was given up: it can be tried again. */
function isAskedFor({ held, pending }: SideState): boolean {
  return held === "wanted" && pending?.push.kind === "create";
}

function endLink(draft: Draft): void {
  for (const side of sides) drop(draft, side, "gone on both sides");
  const { vikunjaId } = draft.state;
  if (vikunjaId === null) return sides.forEach((side) => sayLeftOut(draft, side, []));
  draft.add({ type: "TaskUnlinked", data: { vikunjaId, because: "gone on both sides" } });
}

export function drop(draft: Draft, side: Side, because: string): void {
  const { pending } = draft.state[side];
  if (pending === null) return;
  draft.add({ type: "PushDropped", data: { side, request: pending.request, because } });
}

export function requestDelete(draft: Draft, side: Side, policy: Policy): void {
  const { pending, task } = draft.state[side];
  const closed = closedBecause(draft.state, side, policy);
  const readOnly = draft.state[side].readOnly ?? closed;
  if (readOnly !== null) {
    if (isUnderWay(draft.state[side], side, policy)) return;
    drop(draft, side, "held back");
    const parts = [{ what: itsDeletion, why: readOnly }];
    return sayLeftOut(draft, side, parts, readOnly === closed);
  }
  if (pending !== null) {
    if (pending.push.kind === "delete" || isUnderWay(draft.state[side], side, policy)) return;
    drop(draft, side, "deleted on the other side");
  }
  draft.add({
    type: "PushRequested",
    data: {
      side,
      push: { kind: "delete", seen: task },
      source: {},
      requestedAt: policy.now,
    },
  });
}

/** Its deletion is an edit of the side that edits do not come from. */
function putBack(draft: Draft, deleted: Side, policy: Policy): void {
  if (isUnderWay(draft.state[deleted], deleted, policy)) return;
  if (draft.state[deleted].pending?.push.kind === "create") return;
  const kept = otherSide(deleted);
  // It may have been moved meanwhile to where nothing of this side goes.
  const closed = closedAt(projectOn(draft.state, kept, policy), deleted, policy);
  if (closed !== null) {
    drop(draft, deleted, "held back");
    return sayLeftOut(draft, deleted, [{ what: wholeTask, why: closed }], true);
  }
  drop(draft, deleted, "put back");
  addDeletionConflict(draft, kept, "one way", [], policy);
  requestAgain(draft, deleted, policy);
}

function makeAgain(draft: Draft, deleted: Side, policy: Policy): void {
  const kept = otherSide(deleted);
  const { pending } = draft.state[deleted];
  if (isUnderWay(draft.state[deleted], deleted, policy)) return;
  if (pending !== null && pending.push.kind === "create") return;
  const obstacle = deleted === "vikunja" ? obstacleToCreate(draft, policy) : null;
  if (obstacle !== null) return sayLeftOut(draft, deleted, [{ what: wholeTask, why: obstacle }]);
  drop(draft, deleted, "deleted meanwhile");
  drop(draft, kept, "made again");
  const { own, lost } = notCarriedOver(draft.state, deleted, policy);
  const missing = [...lostForever(draft.state[deleted], deleted), ...lost];
  addDeletionConflict(draft, kept, "edit over delete", missing, policy);
  requestAgain(draft, deleted, policy, { own: {} }, own);
}

/** A person wants it back where it went. A create that was given up stays so, and is shown. */
function makeAgainAsAsked(draft: Draft, deleted: Side, policy: Policy): void {
  const kept = otherSide(deleted);
  const { pending } = draft.state[deleted];
  if (draft.state[kept].presence !== "present" || pending?.push.kind === "create") return;
  if (isUnderWay(draft.state[deleted], deleted, policy)) return;
  const closed = closedBecause(draft.state, deleted, policy);
  const obstacle = closed ?? (deleted === "vikunja" ? obstacleToCreate(draft, policy) : null);
  if (obstacle !== null) {
    return sayLeftOut(draft, deleted, [{ what: wholeTask, why: obstacle }], closed !== null);
  }
  drop(draft, deleted, "deleted meanwhile");
  // What a person chose there, nothing else knows of: it comes over once both are there.
  const waiting = draft.state[kept].pending;
  if (waiting === null || !isChosen(waiting)) drop(draft, kept, "made again");
  requestAgain(draft, deleted, policy, asItWas(draft.state, deleted));
}

/** Why Vikunja would not take it into the project that it is to be made in. */
export function obstacleToCreate(draft: Draft, policy: Policy): string | null {
  const made = expressTask(draft.state, "vikunja", policy);
  return made === null ? null : obstacleAt(policy.obstacles, made.push.task.project);
}

/**
 * Makes the task anew on a side where it is gone, from the other side's values and what was stored. `was`: what is known
 * of it in the side's own form; `edited`: values of it that the other side does not have yet, an edit from here on.
 */
export function requestAgain(
  draft: Draft,
  side: Side,
  policy: Policy,
  was: AsItWas = { own: {} },
  edited: Partial<Task> = {},
): void {
  const made = expressTask(draft.state, side, policy);
  if (made === null) return;
  const push = { ...made.push, task: { ...made.push.task, ...was.own, ...edited } };
  const source = Object.fromEntries(
    Object.entries(made.source).filter(([field]) => !(field in edited)),
  );
  const { vikunjaId } = draft.state;
  if (side === "vikunja" && vikunjaId !== null) {
    draft.add({ type: "TaskUnlinked", data: { vikunjaId, because: "deleted, made again" } });
  }
  draft.add({
    type: "PushRequested",
    data: {
      side,
      push,
      source,
      requestedAt: policy.now,
      ...(was.settles === undefined ? {} : { settles: was.settles }),
    },
  });
}

function askAboutMissing(draft: Draft, missing: Side, policy: Policy): void {
  const kept = otherSide(missing);
  const asked = draft.state.conflicts.some(({ because, lost }) =>
    because === "missing" && lost.side === missing
  );
  if (asked || draft.state[kept].presence !== "present") return;
  const isAnswered = draft.state[missing].pending?.push.kind === "create" ||
    draft.state[kept].pending?.push.kind === "delete";
  if (!isAnswered) addDeletionConflict(draft, kept, "missing", [], policy);
}

export function addDeletionConflict(
  draft: Draft,
  kept: Side,
  because: ConflictReason,
  missing: readonly string[],
  policy: Policy,
): void {
  const edits = editsSince(draft.state, kept, policy);
  draft.add({
    type: "ConflictResolved",
    data: {
      conflictId: conflictId(draft),
      field: "deleted",
      kept: { side: kept, value: editedValues(draft.state[kept], edits) },
      lost: { side: otherSide(kept), value: null },
      because,
      missing,
    },
  });
}

/** Unique in the log, and the same again when the same decision is taken again. */
export function conflictId(draft: Draft): string {
  return `${draft.state.streamId.slice(0, 8)}-${draft.state.version + 1}`;
}

function editedValues(side: SideState, fields: readonly string[]): Json {
  const task = side.task as Readonly<Record<string, Json>> | null;
  if (task === null) return null;
  const shown = fields.length === 0 ? ["title"] : fields;
  return Object.fromEntries(shown.map((field) => [field, task[field] ?? null]));
}

/** What Vikunja keeps beside a task and nobody can put back once it is deleted there. */
function lostForever(side: SideState, on: Side): readonly string[] {
  if (on === "taskwarrior" || side.task === null) return [];
  const count = (key: string) => {
    const value = side.extra[key];
    return Array.isArray(value) ? value.length : 0;
  };
  const attachments = count("attachments");
  return attachments === 0 ? [] : [`${attachments} attachments`];
}
