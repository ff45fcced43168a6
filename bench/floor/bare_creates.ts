import type { BenchServer } from "../server.ts";
import type { BenchTask } from "../tasks.ts";

interface Made {
  readonly id: number;
}

/** Tasks that one bulk create takes at most. */
const mostAtOnce = 100;

/** The fewest requests that put these tasks on the server, one after the other; says how many. */
export async function bareCreates(
  server: BenchServer,
  tasks: readonly BenchTask[],
): Promise<number> {
  let requests = 0;
  const send = <T>(method: string, path: string, body: unknown): Promise<T> => {
    requests++;
    return server.api<T>(method, `/api/v2${path}`, body);
  };
  const labels = new Map<string, number>();
  for (const title of new Set(tasks.flatMap((task) => task.labels))) {
    labels.set(title, (await send<Made>("POST", "/labels", { title })).id);
  }
  for (const [title, inProject] of Map.groupBy(tasks, ({ project }) => project)) {
    const project = await send<Made>("POST", "/projects", { title });
    for (let at = 0; at < inProject.length; at += mostAtOnce) {
      const chunk = inProject.slice(at, at + mostAtOnce);
      const { tasks: made } = await send<{ readonly tasks: readonly Made[] }>(
        "POST",
        `/projects/${project.id}/tasks/bulk`,
        { tasks: chunk.map(({ title }) => ({ title })) },
      );
      for (const [index, task] of chunk.entries()) {
        if (task.labels.length === 0) continue;
        await send("PUT", `/tasks/${made[index]?.id}/labels/bulk`, {
          labels: task.labels.map((label) => ({ id: labels.get(label) })),
        });
      }
    }
  }
  return requests;
}
