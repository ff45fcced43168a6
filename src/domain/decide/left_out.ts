import type { Draft } from "@/domain/decide/draft.ts";
import { editsSince } from "@/domain/merge/edits.ts";
import { type Json, jsonEqual } from "@/domain/json.ts";
import { elementsOf, fields, isOneOf, known, scalarFields, taskSets } from "@/domain/fields.ts";
import { itsDeletion, type LeftOutPart, whyOf } from "@/domain/left_out_part.ts";
import { counterpart, isInTaskwarrior, isOutside } from "@/domain/links.ts";
import { shown } from "@/domain/shown_value.ts";
import type { Policy } from "@/domain/policy.ts";
import type { PairState, SideState } from "@/domain/state.ts";
import { otherSide, type Side, type Task } from "@/domain/task.ts";

/** Of how a claim shows, while it does: that is not merged, so what was refused of it is said in the words of the side. */
export function besideParts(state: PairState, side: Side): readonly LeftOutPart[] {
  if (state.shown === null || state.shown.token === null || side !== "vikunja") return [];
  return state.vikunja.reasons.filter((reason) => /^(taking away )?assignee/.test(reason)).map((
    reason,
  ) => ({
    what: reason.slice(0, Math.max(0, reason.indexOf(": "))) || "assignees",
    why: whyOf(reason),
  }));
}

/**
 * Says what `side` does not hold now: all of it, in place of what was said before; nothing where that is so already.
 * `isMeant`: by a setting, so that it is no failure.
 */
export function sayLeftOut(
  draft: Draft,
  side: Side,
  parts: readonly LeftOutPart[],
  isMeant = false,
): void {
  if (jsonEqual(draft.state[side].leftOut, parts)) return;
  const accepted = isMeant && parts.length > 0 ? { accepted: true as const } : {};
  draft.add({ type: "PartsLeftOut", data: { side, parts, ...accepted } });
}

/** From now on it is no failure, until it is another part; `takenBack`: it is one again. */
export function acceptLeftOut(draft: Draft, side: Side, takenBack: boolean): void {
  const parts = draft.state[side].leftOut;
  if (parts.length === 0) return;
  const accepted = takenBack ? {} : { accepted: true as const };
  draft.add({ type: "PartsLeftOut", data: { side, parts, ...accepted } });
}

/** What is said of a task that Vikunja has out of our reach: the edits that were made here since. */
export function heldEdits(state: PairState, why: string, policy: Policy): readonly LeftOutPart[] {
  const { presence, task } = state.taskwarrior;
  if (presence === "deleted") return [{ what: itsDeletion, why }];
  if (presence !== "present" || task === null) return [];
  return editsSince(state, "taskwarrior", policy).map((field) => {
    const { name } = fields[field];
    const isPlain = isOneOf(scalarFields, field);
    return { what: isPlain ? `${name} ${shown(task[field] as Json)}` : name, why };
  });
}

/** Values of the other side that this one has no way to hold. */
export function unsayable(
  state: PairState,
  side: Side,
  policy: Policy,
  isSettling: boolean,
): readonly LeftOutPart[] {
  const from: SideState = state[otherSide(side)];
  const { task } = from;
  if (task === null || from.presence !== "present") return [];
  return [
    ...(side === "taskwarrior" ? outOfRange(state, task, policy) : correctedEnd(state, task)),
    ...(task.done ? [] : dependsOnNobody(state, side, task, policy, isSettling)),
  ];
}

/** Vikunja stores when a task was done by itself, and ignores it in a write. */
function correctedEnd(
  { taskwarrior, vikunja }: PairState,
  { done, doneAt }: Task,
): readonly LeftOutPart[] {
  const agreed = taskwarrior.base.doneAt ?? null;
  const isCorrected = done && vikunja.task?.done === true && agreed !== null && agreed !== doneAt;
  if (!isCorrected || doneAt === vikunja.task?.doneAt) return [];
  const why = "Vikunja sets it itself; it stays in Taskwarrior only";
  return [{ what: `time of completion ${doneAt}`, why }];
}

/** A value that would be none there. */
function outOfRange(state: PairState, task: Task, policy: Policy): readonly LeftOutPart[] {
  const context = { ...policy.context, vikunjaId: state.vikunjaId };
  const { express } = policy.representation;
  return scalarFields.flatMap((field) => {
    const value = known(task, field);
    if (value === undefined || state.taskwarrior.task?.[field] === undefined) return [];
    if (value === null || express(field, value, "taskwarrior", null, context) !== null) return [];
    const what = `${fields[field].name} ${shown(value)}`;
    return [{ what, why: "Taskwarrior cannot hold it; it stays in Vikunja only" }];
  });
}

/** A task without a counterpart may get one within the same run: said once nothing else is going on. */
function dependsOnNobody(
  state: PairState,
  side: Side,
  task: Task,
  { context: { links } }: Policy,
  isSettling: boolean,
): readonly LeftOutPart[] {
  const where = side === "vikunja" ? "Vikunja" : "Taskwarrior";
  return taskSets.flatMap((field) => elementsOf(task, field).map((id) => [field, id] as const))
    .flatMap(([field, id]) => {
      const what = fields[field].words.add(side === "vikunja" ? id : `#${id}`);
      const isKnown = state[side].leftOut.some((part) => part.what === what);
      if (counterpart(links, id, side) !== null || !(isSettling || isKnown)) return [];
      if (side === "vikunja" && !isInTaskwarrior(links, id)) return [];
      if (isOutside(links, { side: otherSide(side), id })) return [];
      return [{ what, why: `that task is not in ${where}` }];
    });
}
