import { setFields } from "@/domain/fields.ts";
import { jsonEqual } from "@/domain/json.ts";
import type { Patch, Push } from "@/domain/push.ts";
import type { Task } from "@/domain/task.ts";

/**
 * Whether a value that the update was to replace has become another one since. What is as wanted already is not in
 * the way where an earlier attempt may have written it (`mayHaveHappened`); else somebody had the same idea, and both
 * are to be looked at. `doneAt` tells one completion of a repeating task from the next, so it has to be the one expected.
 */
export function isOvertaken(
  task: Task,
  { patch, expected: { comments, ...expected } }: Extract<Push, { readonly kind: "update" }>,
  mayHaveHappened = true,
): boolean {
  const now: Readonly<Record<string, unknown>> = { ...task };
  const wanted: Readonly<Record<string, unknown>> = { ...patch };
  const isArrived = (field: string) =>
    mayHaveHappened && field in wanted && field !== "doneAt" &&
    jsonEqual(now[field], wanted[field]);
  return Object.entries(expected).some(([field, value]) =>
    !jsonEqual(now[field], value) && !isArrived(field)
  ) || isTextOvertaken(task, patch, comments ?? {});
}

/** One that is gone is in nobody's way. */
function isTextOvertaken(
  { comments }: Task,
  patch: Patch,
  expected: Readonly<Record<string, string>>,
): boolean {
  return comments.some(({ id, text }) =>
    id in expected && text !== expected[id] &&
    !patch.comments?.edit.some((edit) => edit.id === id && edit.text === text)
  );
}

/**
 * What an update was to add and stands there before anything of it was sent: somebody had the same idea, and it stays
 * theirs whatever becomes of ours.
 */
export function foundIn(task: Task, patch: Patch): Patch {
  return Object.fromEntries(setFields.flatMap((field) => {
    const found = patch[field]?.add.filter((each) => task[field]?.includes(each) === true) ?? [];
    return found.length === 0 ? [] : [[field, { add: found, remove: [] }] as const];
  }));
}
