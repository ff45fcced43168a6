import type { Outgoing } from "../http/wire.ts";

/** What is shown of a task; v1 of the API tells more. */
export interface PageTask {
  readonly id: number;
  readonly title: string;
  readonly description: string;
  readonly done: boolean;
  readonly project_id: number;
  readonly priority: number;
  readonly percent_done: number;
  readonly is_favorite: boolean;
  readonly due_date: string;
  readonly start_date: string;
  readonly end_date: string;
  /** `null`: none. */
  readonly labels: readonly PageLabel[] | null;
  readonly assignees: readonly { readonly username: string }[] | null;
  readonly related_tasks: Readonly<Record<string, readonly PageTask[] | undefined>>;
  readonly updated: string;
}

interface PageLabel {
  readonly id: number;
  readonly title: string;
}

export interface PageProject {
  readonly id: number;
  readonly title: string;
  readonly parent_project_id: number;
}

export interface PageComment {
  readonly comment: string;
  readonly author: { readonly username: string };
  readonly created: string;
}

/** The server's own API as the page uses it: version 1, which every version of the server has. */
export interface PageVikunja {
  projects(): readonly PageProject[];
  tasksOf(projectId: number): readonly PageTask[];
  task(id: number): PageTask;
  labels(): readonly PageLabel[];
  comments(taskId: number): readonly PageComment[];
  send(method: "PUT" | "POST" | "DELETE", path: string, body?: unknown): unknown;
}

/** What the server said where it refused. */
export class PageRefusal extends Error {
  constructor(readonly status: number, message: string) {
    super(message);
  }
}

type Answer = (method: string, path: string, body: string) => Outgoing;

export function pageVikunja(answer: Answer): PageVikunja {
  function call(method: string, path: string, body?: unknown): unknown {
    const text = body === undefined ? "" : JSON.stringify(body);
    const answered = answer(method, `/api/v1${path}`, text);
    const said = answered.body === "" ? null : JSON.parse(answered.body);
    if (answered.status < 400) return said;
    throw new PageRefusal(answered.status, String(said?.message ?? answered.status));
  }

  /** Page 0 is all of them. */
  const all = <T>(path: string) => call("GET", `${path}?page=0`) as readonly T[];
  return {
    projects: () => all<PageProject>("/projects").filter(({ id }) => id > 0),
    tasksOf: (id) => all<PageTask>(`/projects/${id}/tasks`),
    task: (id) => call("GET", `/tasks/${id}`) as PageTask,
    labels: () => all<PageLabel>("/labels"),
    comments: (id) => all<PageComment>(`/tasks/${id}/comments`),
    send: call,
  };
}
