import type { FarTask } from "../tasks.ts";

type Send = <T>(method: string, path: string, body: unknown) => Promise<T>;

interface Made {
  readonly id: number;
}

/**
 * The fewest requests that put these tasks with labels, comments and dependencies on the server, so many at once as may
 * be; those that make tasks of one project one after the other, as the server wants it. Says how many there were.
 */
export async function sideBySide(
  api: Send,
  tasks: readonly FarTask[],
  { atOnce, perCreate }: { readonly atOnce: number; readonly perCreate: number },
): Promise<number> {
  let requests = 0;
  let busy = 0;
  const waiting: (() => void)[] = [];
  const send: Send = async (method, path, body) => {
    while (busy >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
    busy++;
    requests++;
    try {
      return await api(method, `/api/v2${path}`, body);
    } finally {
      busy--;
      waiting.shift()?.();
    }
  };
  const labels = new Map<string, Promise<Made>>();
  for (const title of new Set(tasks.flatMap((task) => task.labels))) {
    labels.set(title, send("POST", "/labels", { title }));
  }
  const made = new Map(tasks.map(({ uuid }) => [uuid, Promise.withResolvers<Made>()]));
  const idOf = async (uuid: string) => (await made.get(uuid)?.promise)?.id;
  const finish = async (task: FarTask) => {
    const id = await idOf(task.uuid);
    for (const label of task.labels) {
      await send("POST", `/tasks/${id}/labels`, { label_id: (await labels.get(label))?.id });
    }
    for (const comment of task.comments) await send("POST", `/tasks/${id}/comments`, { comment });
    for (const uuid of task.depends) {
      const body = { other_task_id: await idOf(uuid), relation_kind: "blocked" };
      await send("POST", `/tasks/${id}/relations`, body);
    }
  };
  await Promise.all(
    [...Map.groupBy(tasks, ({ project }) => project)].map(async ([title, inProject]) => {
      const project = await send<Made>("POST", "/projects", { title });
      const finishing: Promise<void>[] = [];
      for (let at = 0; at < inProject.length; at += perCreate) {
        const chunk = inProject.slice(at, at + perCreate);
        const bodies = chunk.map(({ title }) => ({ title }));
        const path = `/projects/${project.id}/tasks/bulk`;
        const { tasks } = await send<{ tasks: readonly Made[] }>("POST", path, { tasks: bodies });
        for (const [index, { uuid }] of chunk.entries()) {
          made.get(uuid)?.resolve(tasks[index] as Made);
        }
        finishing.push(...chunk.map(finish));
      }
      await Promise.all(finishing);
    }),
  );
  return requests;
}
