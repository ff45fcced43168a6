import type { Reading } from "@/domain/task.ts";
import type { RawObject } from "@/adapters/vikunja/answers.ts";
import { isWhole } from "@/adapters/vikunja/comments.ts";
import type { Projects } from "@/adapters/vikunja/projects.ts";
import { readingOf } from "@/adapters/vikunja/reading.ts";
import type { Keep } from "@/adapters/vikunja/task_lists.ts";
import type { VikunjaSettings } from "@/mapping/vikunja/settings.ts";

interface PageReadings {
  /** Leaves of the tasks what a list is judged by; those whose comments are not all there stay as they are. */
  readonly keep: Keep;
  /** What was read of a task that `keep` has made small; `null`: of another one. */
  of(task: RawObject): Reading | null;
}

/** Readings of the tasks of a list, made page by page. */
export function createReadings(
  { projects, settings }: {
    readonly projects: Pick<Projects, "treeWith">;
    readonly settings: VikunjaSettings;
  },
  signal: AbortSignal,
): PageReadings {
  const readings = new WeakMap<RawObject, Reading>();
  return {
    async keep(tasks) {
      const tree = await projects.treeWith(tasks.map((task) => Number(task["project_id"])), signal);
      return tasks.map((task) => {
        if (!isWhole(task)) return task;
        const small = smallOf(task);
        readings.set(small, readingOf(task, tree, settings));
        return small;
      });
    },
    of: (task) => readings.get(task) ?? null,
  };
}

/** What a list is judged by. */
export function smallOf(task: RawObject): RawObject {
  const { id, project_id, created, updated, comments, comment_count } = task;
  return { id, project_id, created, updated, comments, comment_count } as RawObject;
}
