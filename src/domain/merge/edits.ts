import { jsonEqual } from "@/domain/json.ts";
import { counterpart } from "@/domain/links.ts";
import { isShared, type Policy } from "@/domain/policy.ts";
import type { SetPatch } from "@/domain/push.ts";
import type { PairState, SideState } from "@/domain/state.ts";
import {
  elementsOf,
  type Field,
  fields,
  scalarFields,
  type SetField,
  setFields,
} from "@/domain/fields.ts";
import { otherSide, type Side } from "@/domain/task.ts";

/**
 * Fields of this side that differ from what both sides last agreed on; not those where only what
 * the other side cannot hold (a dependency without a counterpart, a refused label) is apart.
 */
export function editsSince(state: PairState, side: Side, policy: Policy): readonly Field[] {
  const { task, base } = state[side];
  if (task === null) return [];
  const { refused } = state[otherSide(side)];
  const scalars = scalarFields.filter((field) =>
    field in base && task[field] !== undefined && !(refused !== null && field in refused) &&
    !jsonEqual(task[field], base[field])
  );
  const sets = setFields.filter((field) => {
    const agreed = base[field] ?? [];
    const there = elementsOf(task, field);
    const added = there.filter((element) => !agreed.includes(element));
    const removed = agreed.filter((element) => !there.includes(element));
    const canHold = (element: string) => isSayable(field, element, otherSide(side), policy);
    return field in base && task[field] !== undefined && (
      added.some((each) => canHold(each) && !isIn(refused?.[field], "add", each)) ||
      // A dependency that is gone may have gone with the task it was on.
      fields[field].elements !== "tasks" &&
        removed.some((each) => !isIn(refused?.[field], "remove", each))
    );
  });
  return [
    ...scalars,
    ...sets,
    ...(areCommentsEdited(state[side], refused) ? ["comments"] as const : []),
  ];
}

/** Whether the other side has a way to hold that element. */
export function isSayable(field: SetField, element: string, to: Side, policy: Policy): boolean {
  if (fields[field].elements !== "tasks") return isShared(element, to, policy);
  return counterpart(policy.context.links, element, to) !== null;
}

function isIn(set: SetPatch | undefined, kind: "add" | "remove", element: string): boolean {
  return set?.[kind].includes(element) ?? false;
}

function areCommentsEdited({ task, base }: SideState, refused: SideState["refused"]): boolean {
  if (task === null || base.comments === undefined) return false;
  const agreed = new Map(base.comments.map(({ id, text }) => [id, text]));
  const notTaken = new Set(refused?.comments?.add.map(({ from }) => from));
  const present = new Set(task.comments.map(({ id }) => id));
  return task.comments.some(({ id, text }) => agreed.get(id) !== text && !notTaken.has(id)) ||
    base.comments.some(({ id }) => !present.has(id));
}
