import type { Project, Task } from "@/sandbox/store/rows.ts";
import type { Edit } from "@tests/simulation/vikunja/person_steps.ts";
import type { Json, WebUser } from "@tests/simulation/vikunja/web_user.ts";

export interface PageDeps {
  readonly web: WebUser;
  /** The server's clock, ms since 1970. */
  readonly now: () => number;
}

/** Pages of tasks: what is saved is the whole task, as the page showed it. */
export interface TaskPages {
  open(task: Task): string | null;
  /** Of the page that was opened last. */
  save(edit: Edit): string | null;
  /** The page is read anew and saved at once. */
  edit(task: Task, edit: Edit): string | null;
  move(task: Task, project: Project): string | null;
}

const dayMs = 24 * 60 * 60_000;
const daySeconds = dayMs / 1_000;

export function pagesOf({ web, now }: PageDeps): TaskPages {
  let opened: Json | null = null;

  function read(id: number): Json | null {
    const { status, body } = web.call("GET", `/api/v1/tasks/${id}`);
    return status === 200 ? body : null;
  }

  function write(page: Json, change: Json, words: string): string | null {
    const { status } = web.call("POST", `/api/v1/tasks/${page["id"]}`, { ...page, ...change });
    return status < 300 ? words : null;
  }

  function dayFromNow(days: number | null): string {
    if (days === null) return "0001-01-01T00:00:00Z";
    return new Date(now() + days * dayMs).toISOString().slice(0, 10) + "T12:00:00Z";
  }

  function changeOf(edit: Edit): Json {
    switch (edit.field) {
      case "title":
        return { title: edit.value };
      case "notes":
        return { description: `<p>${edit.value}</p>` };
      case "due":
        return { due_date: dayFromNow(edit.value) };
      case "start":
        return { start_date: dayFromNow(edit.value) };
      case "end":
        return { end_date: dayFromNow(edit.value) };
      case "priority":
        return { priority: edit.value };
      case "progress":
        return { percent_done: edit.value };
      case "done":
        return { done: edit.value };
      case "repeat":
        return { repeat_after: edit.value * daySeconds, repeat_mode: 0 };
    }
  }

  return {
    open({ id, title }) {
      opened = read(id);
      return `opens the page of «${title}»`;
    },
    save(edit) {
      if (opened === null) return null;
      const title = String(opened["title"]);
      const words = `saves the page of «${title}» as it was opened, with ${inWords(edit)}`;
      return write(opened, changeOf(edit), words);
    },
    edit({ id, title }, edit) {
      const page = read(id);
      if (page === null) return null;
      return write(page, changeOf(edit), `changes «${title}»: ${inWords(edit)}`);
    },
    move({ id, title }, project) {
      const page = read(id);
      if (page === null) return null;
      const words = `moves «${title}» to «${project.title}»`;
      return write(page, { project_id: project.id }, words);
    },
  };
}

function inWords({ field, value }: Edit): string {
  switch (field) {
    case "title":
    case "notes":
      return `${field} «${value}»`;
    case "due":
    case "start":
    case "end":
      return value === null ? `no ${field} date` : `${field} in ${value} days`;
    case "priority":
    case "progress":
      return `${field} ${value}`;
    case "done":
      return value === true ? "done" : "not done";
    case "repeat":
      return value === 0 ? "no repetition" : `repeated every ${value} days`;
  }
}
