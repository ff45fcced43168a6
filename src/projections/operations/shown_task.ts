import type { TaskPart } from "@/domain/operation.ts";
import type { PairState } from "@/domain/state.ts";

/** What a task is known by, and found by; Vikunja's project where it has the task. */
export function shownTask(
  { taskwarrior, vikunja }: PairState,
): Pick<TaskPart, "title" | "project" | "labels"> {
  const push = taskwarrior.pending?.push;
  // One that a command adds and that is nowhere yet.
  const added = push?.kind === "create" ? push.task : null;
  const task = taskwarrior.task ?? vikunja.task ?? added;
  return {
    title: task?.title ?? "",
    project: vikunja.task?.project ?? task?.project ?? [],
    labels: task?.labels ?? [],
  };
}
