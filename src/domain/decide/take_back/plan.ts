import { scalarFields, setFields } from "@/domain/fields.ts";
import { closedBecause } from "@/domain/direction.ts";
import { isHeld } from "@/domain/decide/held.ts";
import type { Policy } from "@/domain/policy.ts";
import type { PairState } from "@/domain/state.ts";
import { planComments } from "@/domain/decide/take_back/comments.ts";
import { planLife } from "@/domain/decide/take_back/life.ts";
import { startPlanning, type TakeBackPlan } from "@/domain/decide/take_back/plan_parts.ts";
import { planScalar } from "@/domain/decide/take_back/scalars.ts";
import { planSet } from "@/domain/decide/take_back/sets.ts";
import { jsonEqual } from "@/domain/json.ts";
import { type Side, sides } from "@/domain/task.ts";
import type { TaskPast } from "@/domain/task_past.ts";

/** What is to be done so that the task is again as it was before a change, in all that nobody has edited since. */
export function planTakeBack(state: PairState, past: TaskPast, policy: Policy): TakeBackPlan {
  const planning = startPlanning(state, past, policy);
  const life = planLife(planning);
  if (life.kind !== "again" && life.kind !== "away") {
    for (const field of scalarFields) planScalar(planning, field);
    for (const field of setFields) planSet(planning, field);
    planComments(planning);
    if (state.finished !== null && planning.patch.taskwarrior.done === false) {
      planning.lost.push(
        "its place among its dates: it becomes a task of its own, the next date stays",
      );
    }
    const { before, after } = past.vikunja;
    if (!jsonEqual(before.assignees, after.assignees) && state.shown === null) {
      planning.lost.push("assignees");
    }
  }
  const { expected, kept, lost } = planning;
  const patch = life.kind === "asked" ? { ...planning.patch, [life.on]: {} } : planning.patch;
  const plan = { patch, expected, life, kept, lost };
  return { ...plan, answer: answerOf(state, past, plan) };
}

/** Not where somebody has edited the field since. */
function answerOf(
  { conflicts, picked }: PairState,
  past: TaskPast,
  { patch, life, kept }: Omit<TakeBackPlan, "answer">,
): TakeBackPlan["answer"] {
  const open = past.picked.map((conflictId) => ({ conflictId, side: null }));
  const [answer, more] = [...open, ...past.reopened];
  if (answer === undefined || more !== undefined || kept.length > 0) return null;
  const known = answer.side === null ? picked.map(({ conflict }) => conflict) : conflicts;
  const conflict = known.find(({ id }) => id === answer.conflictId);
  if (conflict === undefined) return null;
  const isAll = life.kind === "stays" && conflict.field !== "deleted" &&
    sides.every((side) => Object.keys(patch[side]).every((each) => each === conflict.field));
  return isAll ? answer : null;
}

export function isNothing({ patch, life, answer }: TakeBackPlan): boolean {
  return life.kind === "stays" && answer === null &&
    sides.every((side) => Object.keys(patch[side]).length === 0);
}

/** Why it may not be done; `null`: it may. */
export function refusalOf(state: PairState, plan: TakeBackPlan, policy: Policy): string | null {
  if (state.outside !== null) return `the task is not in the selection: ${state.outside}`;
  // To have it again where it went is an answer to that.
  if (isHeld(state) && plan.life.kind !== "back") {
    return "its deletion is held back until that is answered (see `held`)";
  }
  const away = sides.find((side) => state[side].presence === "withdrawn");
  if (away !== undefined) return `it is out of reach: ${state[away].withdrawn ?? ""}`;
  for (const side of sidesOf(plan)) {
    const { readOnly } = state[side];
    if (readOnly !== null) return readOnly;
  }
  return sides.map((side) => closedBecause(state, side, policy)).find((why) => why !== null) ??
    null;
}

function sidesOf({ patch, life }: TakeBackPlan): readonly Side[] {
  switch (life.kind) {
    case "again":
      return life.on;
    case "away":
      return sides;
    case "asked":
      return [life.on];
    case "back":
    case "stays":
      return sides.filter((side) =>
        Object.keys(patch[side]).length > 0 || life.kind === "back" && life.on === side
      );
  }
}
