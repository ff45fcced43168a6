import type { ServeProcess } from "./pair.ts";
import type { BenchServer } from "./server.ts";
import { pause } from "./timing.ts";

/** Has the server tell `serve` of every change of a task. */
export async function registerWebhooks(
  server: BenchServer,
  { url, secret }: ServeProcess,
): Promise<void> {
  const { items } = await server.api<{ readonly items: readonly { readonly id: number }[] }>(
    "GET",
    "/api/v2/projects?per_page=1000",
  );
  const events = ["task.created", "task.updated", "task.deleted"];
  for (const { id } of items.filter(({ id }) => id > 0)) {
    const body = { target_url: `${url}/webhook`, events, secret };
    await server.api("PUT", `/api/v1/projects/${id}/webhooks`, body);
  }
}

/** Until nothing was sent for so long: echoes of what was just done are not the next change's. */
export async function quiet(serve: ServeProcess, ms: number): Promise<void> {
  for (let before = -1; before !== serve.requests();) {
    before = serve.requests();
    await pause(ms);
  }
}

export async function titleOf(server: BenchServer, id: number): Promise<string> {
  return (await server.api<{ readonly title: string }>("GET", `/api/v2/tasks/${id}`)).title;
}

export async function rename(server: BenchServer, id: number, title: string): Promise<void> {
  await server.api("PUT", "/api/v2/tasks/bulk", {
    task_ids: [id],
    fields: ["title"],
    values: { title },
  });
}
