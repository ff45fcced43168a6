import type { Label, Task } from "@/sandbox/store/rows.ts";
import type { Store } from "@/sandbox/store/store.ts";
import type { WebUser } from "@tests/simulation/vikunja/web_user.ts";

/** What hangs on tasks, changed on the web page; each in words, `null` where nothing was done. */
export interface TaskParts {
  label(task: Task, title: string): string | null;
  unlabel(task: Task): string | null;
  setLabels(task: Task, titles: readonly string[]): string | null;
  renameLabel(label: Label, title: string): string | null;
  deleteLabel(label: Label): string | null;
  comment(task: Task, text: string): string | null;
  /** The newest. */
  editComment(task: Task, text: string): string | null;
  removeComment(task: Task): string | null;
  block(task: Task, other: Task): string | null;
  unblock(task: Task): string | null;
  assign(task: Task, wanted: boolean): string | null;
}

export function partsOf(store: Store, web: WebUser): TaskParts {
  function done(words: string, ...[method, path, body]: Parameters<WebUser["call"]>) {
    return web.call(method, path, body).status < 300 ? words : null;
  }

  function labelId(title: string): number {
    for (const label of store.labels.all()) if (label.title === title) return label.id;
    return Number(web.call("PUT", "/api/v1/labels", { title }).body["id"]);
  }

  return {
    label({ id, title, labelIds }, wanted) {
      const label_id = labelId(wanted);
      if (labelIds.includes(label_id)) return null;
      return done(`labels «${title}» ${wanted}`, "PUT", `/api/v1/tasks/${id}/labels`, { label_id });
    },
    unlabel({ id, title, labelIds }) {
      const last = store.labels.get(labelIds.at(-1) ?? 0);
      if (last === undefined) return null;
      const words = `takes label ${last.title} from «${title}»`;
      return done(words, "DELETE", `/api/v1/tasks/${id}/labels/${last.id}`);
    },
    setLabels({ id, title }, titles) {
      const labels = titles.map((one) => ({ id: labelId(one) }));
      const words = `sets the labels of «${title}»: ${titles.join(", ") || "none"}`;
      return done(words, "POST", `/api/v1/tasks/${id}/labels/bulk`, { labels });
    },
    renameLabel({ id, title }, wanted) {
      const words = `renames label ${title} ${wanted}`;
      return done(words, "POST", `/api/v1/labels/${id}`, { title: wanted });
    },
    deleteLabel({ id, title }) {
      return done(`deletes label ${title}`, "DELETE", `/api/v1/labels/${id}`);
    },
    comment({ id, title }, text) {
      const body = { comment: `<p>${text}</p>` };
      return done(`comments on «${title}»: ${text}`, "PUT", `/api/v1/tasks/${id}/comments`, body);
    },
    editComment({ id, title }, text) {
      const last = store.by.commentsOf(id).at(-1);
      if (last === undefined) return null;
      const body = { comment: `<p>${text}</p>` };
      const words = `edits the last comment of «${title}»: ${text}`;
      return done(words, "POST", `/api/v1/tasks/${id}/comments/${last.id}`, body);
    },
    removeComment({ id, title }) {
      const last = store.by.commentsOf(id).at(-1);
      if (last === undefined) return null;
      const words = `removes the last comment of «${title}»`;
      return done(words, "DELETE", `/api/v1/tasks/${id}/comments/${last.id}`);
    },
    block({ id, title }, other) {
      const body = { other_task_id: other.id, relation_kind: "blocked" };
      const words = `lets «${title}» wait for «${other.title}»`;
      return done(words, "PUT", `/api/v1/tasks/${id}/relations`, body);
    },
    unblock({ id, title }) {
      const blocker = store.by.relationsOf(id).find(({ kind }) => kind === "blocked");
      if (blocker === undefined) return null;
      const words = `lets «${title}» wait no more`;
      return done(words, "DELETE", `/api/v1/tasks/${id}/relations/blocked/${blocker.otherTaskId}`);
    },
    assign({ id, title, createdById, assigneeIds }, wanted) {
      if (assigneeIds.includes(createdById) === wanted) return null;
      const path = `/api/v1/tasks/${id}/assignees`;
      return wanted
        ? done(`takes «${title}» on`, "PUT", path, { user_id: createdById })
        : done(`gives «${title}» back`, "DELETE", `${path}/${createdById}`);
    },
  };
}
