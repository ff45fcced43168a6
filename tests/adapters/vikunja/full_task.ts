import { label, project, seed } from "@tests/adapters/vikunja/support.ts";
import type { TestAccount } from "@tests/support/vikunja_server.ts";

export type Raw = Record<string, unknown>;

/** A task with every field set that Vikunja has; its id. */
export async function fullTask(account: TestAccount): Promise<number> {
  const home = await project(account, `Home ${crypto.randomUUID()}`);
  const [blocker, sub] = await seed(account, home, 2);
  const made = await account.call<{ id: number }>("POST", `/api/v2/projects/${home}/tasks`, {
    title: "full",
    description: "<p>text</p>",
    due_date: "2031-03-04T05:06:07Z",
    start_date: "2031-03-01T00:00:00Z",
    end_date: "2031-03-05T00:00:00Z",
    priority: 4,
    percent_done: 0.5,
    repeat_after: 86_400,
    hex_color: "abcdef",
    is_favorite: true,
    reminders: [
      { reminder: "2031-03-04T04:00:00Z" },
      { relative_period: -3600, relative_to: "end_date" },
    ],
    assignees: [{ id: account.userId }],
  });
  const at = `/api/v2/tasks/${made.id}`;
  for (const title of ["one", "two"]) {
    await account.call("POST", `${at}/labels`, { label_id: await label(account, title) });
  }
  await account.cover(made.id);
  await account.call("POST", `${at}/comments`, { comment: "first" });
  await account.call("POST", `${at}/relations`, {
    other_task_id: blocker,
    relation_kind: "blocked",
  });
  await account.call("POST", `${at}/relations`, { other_task_id: sub, relation_kind: "subtask" });
  return made.id;
}

export async function snapshot(account: TestAccount, id: number): Promise<Raw> {
  const raw = await account.call<Raw>("GET", `/api/v2/tasks/${id}?expand=comments`);
  const { updated: _, related_tasks, ...kept } = raw;
  const related = Object.entries(related_tasks as Record<string, Raw[]>)
    .map(([kind, tasks]) => [kind, tasks.map((task) => task["id"])]);
  return { ...kept, related_tasks: Object.fromEntries(related) };
}
