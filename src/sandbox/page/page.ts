import type { Incoming, Outgoing } from "../http/wire.ts";
import * as change from "./changes.ts";
import { style } from "./style.ts";
import { listView, refusedView, taskView } from "./views.ts";
import { PageRefusal, type PageVikunja, pageVikunja } from "./vikunja.ts";

interface PageDeps {
  /** Of the server itself, as the ready-made account. */
  readonly answer: (request: Incoming) => Outgoing;
  readonly token: string;
}

/** Whether it is the page that is asked for, and not the server's API. */
export function isOfPage({ path }: Pick<Incoming, "path">): boolean {
  return /^\/(\?|$)|^\/(tasks|projects|page\.css)\b/.test(path);
}

/**
 * A plain page to look at what is in the sandbox, and to edit it: forms alone, no script. It asks the server's own API, so
 * that an edit made here is stamped, told to webhooks and refused as any other.
 */
export function answerPage(request: Incoming, { answer, token }: PageDeps): Outgoing {
  const vikunja = pageVikunja((method, path, body) => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    return answer({ method, path, headers, body, address: request.address });
  });
  try {
    if (request.method === "GET" || request.method === "HEAD") return shown(request, vikunja);
    if (request.method !== "POST") return text(405, "Method Not Allowed");
    if (!isOwn(request)) return text(403, "This form is of another page.");
    const to = changed(request, vikunja);
    if (to === null) return text(404, "Not Found");
    return { status: 303, headers: { ...safe, location: to }, body: "" };
  } catch (thrown) {
    if (!(thrown instanceof PageRefusal)) throw thrown;
    return document(thrown.status, refusedView(thrown.message));
  }
}

function shown({ path }: Incoming, vikunja: PageVikunja): Outgoing {
  const { pathname, searchParams } = new URL(path, "http://sandbox");
  if (pathname === "/page.css") {
    return { status: 200, headers: { ...safe, "content-type": "text/css" }, body: style };
  }
  const projects = vikunja.projects();
  if (pathname === "/") {
    const wanted = Number(searchParams.get("project") ?? projects[0]?.id ?? 0);
    const project = projects.find(({ id }) => id === wanted) ?? null;
    const tasks = project === null ? [] : vikunja.tasksOf(project.id);
    return document(200, listView({ projects, project, tasks }));
  }
  const id = idIn(pathname, "");
  if (id === null) return text(404, "Not Found");
  const [task, comments] = [vikunja.task(id), vikunja.comments(id)];
  return document(200, taskView({ projects, task, comments }));
}

/** Where to go on; `null`: there is no such form. */
function changed({ path, body }: Incoming, vikunja: PageVikunja): string | null {
  const form = new URLSearchParams(body);
  if (path === "/tasks") return change.addTask(vikunja, form);
  if (path === "/projects") return change.addProject(vikunja, form);
  for (const [rest, act] of Object.entries(taskForms)) {
    const id = idIn(path, rest);
    if (id !== null) return act(vikunja, id, form);
  }
  return null;
}

const taskForms: Readonly<
  Record<string, (vikunja: PageVikunja, id: number, form: URLSearchParams) => string>
> = {
  "": change.saveTask,
  "/tick": change.tickTask,
  "/delete": change.deleteTask,
  "/comments": change.addComment,
};

function idIn(path: string, rest: string): number | null {
  const match = /^\/tasks\/(\d{1,15})(\/\w+)?$/.exec(path);
  return match !== null && (match[2] ?? "") === rest ? Number(match[1]) : null;
}

/** A browser says where a form is from; other programs may say nothing. */
function isOwn({ headers }: Incoming): boolean {
  const { origin, host } = headers;
  return origin === undefined || origin === `http://${host}`;
}

const safe = {
  "content-security-policy":
    "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "same-origin",
};

function document(status: number, view: { toString(): string }): Outgoing {
  const headers = { ...safe, "content-type": "text/html; charset=utf-8" };
  return { status, headers, body: view.toString() };
}

function text(status: number, body: string): Outgoing {
  return { status, headers: { ...safe, "content-type": "text/plain; charset=utf-8" }, body };
}
