import { isOvertaken } from "@/domain/overtaken.ts";
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

/** Whether what was to be replaced has changed since, or is not there any more. */
export function isOutdated({ push }: PendingPush, task: Task | null): boolean {
  return push.kind !== "update" || task === null || isOvertaken(task, push);
}
