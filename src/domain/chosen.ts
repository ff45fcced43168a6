import { jsonEqual } from "@/domain/json.ts";
import { derived } from "@/domain/push.ts";
import type { PendingPush } from "@/domain/state.ts";
import type { Task } from "@/domain/task.ts";

/** A push of what a person chose in a conflict: nothing but this push knows of it. */
export function isChosen({ push, source, settles }: PendingPush): boolean {
  const merged = settles?.taskwarrior ?? {};
  return push.kind === "update" &&
    Object.keys(push.patch).some((field) =>
      !(field in source) && !(field in merged) && !derived.some((name) => name === field)
    );
}

/** Whether what was to be replaced has changed since. */
export function isOvertaken({ push }: PendingPush, task: Task | null): boolean {
  if (push.kind !== "update" || task === null) return true;
  const now: Readonly<Record<string, unknown>> = { ...task };
  const wanted: Readonly<Record<string, unknown>> = { ...push.patch };
  return Object.entries(push.expected).some(([field, value]) =>
    !jsonEqual(now[field], value) && !jsonEqual(now[field], wanted[field])
  );
}
