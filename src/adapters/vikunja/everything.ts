import type { RawObject } from "@/adapters/vikunja/answers.ts";
import type { Api } from "@/adapters/vikunja/api.ts";
import { isWhole, withAllComments } from "@/adapters/vikunja/comments.ts";
import { allPages } from "@/adapters/vikunja/lists.ts";
import { smallOf } from "@/adapters/vikunja/page_readings.ts";
import { listAll } from "@/adapters/vikunja/task_lists.ts";

const readsAtOnce = 4;

/** Projects and tasks as JSON texts, as the server tells them; tasks become texts page by page. */
export async function tellEverything(
  api: Api,
  signal: AbortSignal,
): Promise<{ readonly projects: readonly string[]; readonly tasks: readonly string[] }> {
  const { items: projects } = await allPages((page) => api.projects(page, signal));
  const texts = new WeakMap<RawObject, string>();
  const keep = (tasks: readonly RawObject[]) =>
    Promise.resolve(tasks.map((task) => {
      if (!isWhole(task)) return task;
      const small = smallOf(task);
      texts.set(small, JSON.stringify(task));
      return small;
    }));
  // When it was read is nothing to this.
  const list = await listAll({ api, jobs: readsAtOnce, elapsed: () => 0 }, keep, signal);
  const whole = await withAllComments(api, list.items, readsAtOnce, signal);
  return {
    projects: projects.map((project) => JSON.stringify(project)),
    tasks: whole.map((task) => texts.get(task) ?? JSON.stringify(task)),
  };
}
