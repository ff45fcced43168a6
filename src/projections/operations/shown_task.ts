import type { TaskPart } from "@/domain/operation.ts";
import type { PairState } from "@/domain/state.ts";

/** What a task is known by, and found by; Vikunja's project where it has the task. */
export function shownTask(
  { taskwarrior, vikunja }: PairState,
): Pick<TaskPart, "title" | "project" | "labels"> {
  const task = taskwarrior.task ?? vikunja.task;
  return {
    title: task?.title ?? "",
    project: vikunja.task?.project ?? task?.project ?? [],
    labels: task?.labels ?? [],
  };
}
