import { jsonEqual } from "@/domain/json.ts";
import type { Push } from "@/domain/push.ts";
import type { Task } from "@/domain/task.ts";

/**
 * Whether a value that the update was to replace has become another one since. What is as wanted already (an
 * earlier attempt, or somebody with the same idea) is not in the way; `doneAt` tells one completion of a
 * repeating task from the next, so it has to be the one expected.
 */
export function isOvertaken(
  task: Task,
  { patch, expected }: Extract<Push, { readonly kind: "update" }>,
): boolean {
  const now: Readonly<Record<string, unknown>> = { ...task };
  const wanted: Readonly<Record<string, unknown>> = { ...patch };
  return Object.entries(expected).some(([field, value]) =>
    !jsonEqual(now[field], value) &&
    !(field in wanted && field !== "doneAt" && jsonEqual(now[field], wanted[field]))
  );
}
