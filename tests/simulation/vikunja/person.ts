import type { Task } from "@/sandbox/store/rows.ts";
import type { Store } from "@/sandbox/store/store.ts";
import type { PersonStep, Place } from "@tests/simulation/vikunja/person_steps.ts";
import { type PageDeps, pagesOf } from "@tests/simulation/vikunja/task_pages.ts";
import { partsOf } from "@tests/simulation/vikunja/task_part_steps.ts";
import { placesOf } from "@tests/simulation/vikunja/places.ts";
import type { Actor } from "@tests/simulation/vikunja/history.ts";
import type { WebUser } from "@tests/simulation/vikunja/web_user.ts";

/** Somebody at Vikunja's web page, and the scripts that they have. */
export interface Person {
  /** What was done, in words; `null`: there was nothing to do it to, or the server did not take it. */
  take(step: PersonStep): string | null;
}

export interface PersonDeps {
  readonly store: Store;
  /** The account that the program's token belongs to. */
  readonly owner: WebUser;
  /** Somebody else, with whom the Inbox is shared. */
  readonly colleague: WebUser;
  readonly acting: <T>(by: Actor, work: () => T) => T;
  /** Committed so much after its stamp; `null`: commits come at once here. */
  readonly late: (<T>(ms: number, work: () => T) => T) | null;
  /** The server's clock, ms since 1970. */
  readonly now: () => number;
}

export function createPerson(
  { store, owner: web, colleague, acting, late, now }: PersonDeps,
): Person {
  const places = placesOf(store);
  const deps: PageDeps = { web, now };
  const pages = pagesOf(deps);
  const parts = partsOf(store, web);

  function onTask(place: Place, work: (task: Task) => string | null): string | null {
    const task = places.task(place);
    return task === null ? null : work(task);
  }

  function take(step: PersonStep): string | null {
    switch (step.kind) {
      case "add": {
        const project = places.project(step.project);
        if (project === null) return null;
        const { title } = step;
        const { status } = web.call("PUT", `/api/v1/projects/${project.id}/tasks`, { title });
        return status < 300 ? `adds «${title}» to «${project.title}»` : null;
      }
      case "edit":
        return onTask(step.task, (task) => pages.edit(task, step.edit));
      case "late edit":
        return onTask(step.task, (task) => {
          const words = late?.(step.lateMs, () => pages.edit(task, step.edit)) ?? null;
          return words === null ? null : `${words}, in a transaction of ${step.lateMs} ms`;
        });
      case "colleague comments":
        return onTask(step.task, ({ id, title }) => {
          const body = { comment: `<p>${step.text}</p>` };
          const { status } = colleague.call("PUT", `/api/v1/tasks/${id}/comments`, body);
          return status < 300 ? `a colleague comments on «${title}»: ${step.text}` : null;
        });
      case "open page":
        return onTask(step.task, (task) => pages.open(task));
      case "save page":
        return pages.save(step.edit);
      case "delete":
        return onTask(step.task, ({ id, title }) => {
          const { status } = web.call("DELETE", `/api/v1/tasks/${id}`);
          return status < 300 ? `deletes «${title}»` : null;
        });
      case "move":
        return onTask(step.task, (task) => {
          const project = places.project(step.project);
          if (project === null || project.id === task.projectId) return null;
          return pages.move(task, project);
        });
      case "careless script":
        return onTask(step.task, ({ id, title }) => {
          const body = { title: step.title };
          const { status } = acting(
            "script",
            () => web.call("POST", `/api/v1/tasks/${id}`, body),
          );
          if (status >= 300) return null;
          return `by a script, writes «${title}» anew as «${step.title}», without all else`;
        });
      case "bulk script": {
        const tasks = step.tasks.flatMap((place) => places.task(place) ?? []);
        if (tasks.length === 0) return null;
        const { priority } = step;
        const task_ids = tasks.map(({ id }) => id);
        const body = { task_ids, fields: ["priority"], values: { priority } };
        const { status } = acting("script", () => web.call("POST", "/api/v1/tasks/bulk", body));
        const titles = tasks.map(({ title }) => `«${title}»`).join(", ");
        return status < 300 ? `by a script, gives ${titles} priority ${priority}` : null;
      }
      case "new project": {
        const { title } = step;
        const { status } = web.call("PUT", "/api/v1/projects", { title });
        return status < 300 ? `makes the project «${title}»` : null;
      }
      case "rename project":
      case "archive project": {
        const project = places.anyProject(step.project);
        if (project === null) return null;
        const { id, title, description } = project;
        const wanted = step.kind === "rename project"
          ? { title: step.title, is_archived: project.isArchived }
          : { title, is_archived: step.archived };
        const body = { ...wanted, description, parent_project_id: project.parentId };
        const { status } = web.call("POST", `/api/v1/projects/${id}`, body);
        if (status >= 300) return null;
        if (step.kind === "rename project") return `renames project «${title}» «${step.title}»`;
        return `${step.archived ? "archives" : "takes back from the archive"} project «${title}»`;
      }
      case "rename label":
      case "delete label": {
        const label = places.label(step.label);
        if (label === null) return null;
        return step.kind === "rename label"
          ? parts.renameLabel(label, step.title)
          : parts.deleteLabel(label);
      }
      case "label":
        return onTask(step.task, (task) => parts.label(task, step.title));
      case "unlabel":
        return onTask(step.task, parts.unlabel);
      case "set labels":
        return onTask(step.task, (task) => parts.setLabels(task, step.titles));
      case "comment":
        return onTask(step.task, (task) => parts.comment(task, step.text));
      case "edit comment":
        return onTask(step.task, (task) => parts.editComment(task, step.text));
      case "remove comment":
        return onTask(step.task, parts.removeComment);
      case "block":
        return onTask(step.task, (task) => {
          const other = places.task(step.by);
          return other === null || other.id === task.id ? null : parts.block(task, other);
        });
      case "unblock":
        return onTask(step.task, parts.unblock);
      case "assign":
        return onTask(step.task, (task) => parts.assign(task, step.wanted));
    }
  }

  return {
    take(step) {
      const words = acting("person", () => take(step));
      return words === null ? null : `in Vikunja, ${words}`;
    },
  };
}
