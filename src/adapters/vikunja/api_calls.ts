import type { Page, RawObject, ServerTime } from "@/adapters/vikunja/answers.ts";
import type { Api, TaskQuery } from "@/adapters/vikunja/api.ts";
import { changeByFields } from "@/adapters/vikunja/change_task.ts";
import type { Call, Client } from "@/adapters/vikunja/client/client.ts";
import { isStatus } from "@/adapters/vikunja/client/errors.ts";
import type { ServerFacts } from "@/adapters/vikunja/info.ts";
import { stampOf } from "@/adapters/vikunja/stamped.ts";
import { listV1, listV2, objectOf, unexpected } from "@/adapters/vikunja/lists.ts";

/** v1 creates with PUT and updates with POST, v2 the other way round; the paths are the same. */
export function createApi(
  client: Client,
  { kind, maxItemsPerPage }: Pick<ServerFacts, "kind" | "maxItemsPerPage">,
  { asksBoards = false }: { readonly asksBoards?: boolean } = {},
): Api {
  const v2 = kind.api === 2;
  const root = `/v${kind.api}`;
  const create = v2 ? "POST" : "PUT";
  const update = v2 ? "PUT" : "POST";
  const maxPerPage = v2 ? 1000 : maxItemsPerPage;
  /** Old v1 servers refuse what they do not know; then comments are read task by task. */
  let expands = true;
  let showsPermissions = true;

  const list = (call: Call, signal: AbortSignal): Promise<Page> =>
    v2 ? listV2(client, call, signal) : listV1(client, call, signal);
  /** A list that is not long: v1 has all of it on page 0, and its pages have no stable order on PostgreSQL. */
  const short = async (call: Call, page: number, signal: AbortSignal): Promise<Page> => {
    if (v2) {
      return await list({ ...call, query: { ...call.query, page, per_page: maxPerPage } }, signal);
    }
    return { ...await list({ ...call, query: { ...call.query, page: 0 } }, signal), totalPages: 1 };
  };
  const send = async (call: Call, signal: AbortSignal): Promise<RawObject> =>
    objectOf((await client.call(call, signal)).body, call);
  /** What is read or made has an id. */
  const one = async (call: Call, signal: AbortSignal): Promise<RawObject> => {
    const body = await send(call, signal);
    if (!Number.isSafeInteger(body["id"])) throw unexpected(call);
    return body;
  };
  /** Recorded answers of commands: what was asked for comes back, of a removal v2 has nothing to say and v1 a message. */
  const command = async (
    signal: AbortSignal,
    echo: Readonly<Record<string, unknown>>,
    call: Call,
  ): Promise<ServerTime> => {
    const answer = await client.call(call, signal);
    const said = objectOf(answer.body, call);
    for (const [name, value] of Object.entries(echo)) {
      const isFitting = Array.isArray(value)
        ? Array.isArray(said[name] ?? [])
        : said[name] === value;
      if (!isFitting || !(name in said)) throw unexpected(call);
    }
    return stampOf(answer);
  };
  const remove = async (call: Call, signal: AbortSignal): Promise<ServerTime> => {
    const answer = await client.call(call, signal);
    const { status, body } = answer;
    if (v2 ? status !== 204 : typeof objectOf(body, call)["message"] !== "string") {
      throw unexpected(call);
    }
    return stampOf(answer);
  };
  /** Recorded: v1 takes the name with brackets everywhere, without them from 2.3 on. */
  const expand = () => expands ? { [v2 ? "expand" : "expand[]"]: expanded } : {};
  const expanded = ["comments", "comment_count", ...asksBoards ? ["buckets"] : []];

  async function withExpand<T>(wanted: boolean, read: () => Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (error) {
      if (v2 || !wanted || !expands || !isStatus(error, 400, 412, 422)) throw error;
      expands = false;
      return await read();
    }
  }

  const tasks = (query: TaskQuery, signal: AbortSignal): Promise<Page> =>
    withExpand(query.comments, () =>
      list({
        method: "GET",
        path: `${root}/tasks`,
        query: {
          page: query.page,
          per_page: query.perPage,
          sort_by: query.sort === "id" ? ["id"] : ["updated", "id"],
          order_by: query.sort === "id" ? ["asc"] : ["desc", "desc"],
          ...(query.filter === undefined ? {} : { filter: query.filter }),
          ...(query.comments ? expand() : {}),
        },
        doing: "list the tasks",
        permission: "tasks: read_all",
      }, signal));

  return {
    version: kind.api,
    labelsMoveStamps: kind.labelsMoveStamps,
    maxPerPage,
    maxCreates: kind.createsMany ? 100 : 1,
    tasks,
    async countTasks(signal) {
      const page = await tasks({ page: 1, perPage: 1, sort: "id", comments: false }, signal);
      return page.total ?? page.totalPages;
    },
    task: (id, signal) =>
      withExpand(true, () =>
        one({
          method: "GET",
          path: `${root}/tasks/${id}`,
          query: expand(),
          doing: `read task ${id}`,
          permission: "tasks: read_one",
        }, signal)),
    comments: (id, page, signal) =>
      short(
        {
          method: "GET",
          path: `${root}/tasks/${id}/comments`,
          doing: `read the comments of task ${id}`,
          permission: "tasks_comments: read_all",
        },
        page,
        signal,
      ),
    async projects(page, signal) {
      const read = (more: Readonly<Record<string, string>>) =>
        short(
          {
            method: "GET",
            path: `${root}/projects`,
            query: { is_archived: true, ...more },
            doing: "list the projects",
            permission: "projects: read_all",
          },
          page,
          signal,
        );
      if (!showsPermissions) return await read({});
      try {
        // Without this, what the account may do there is `null`.
        return await read({ expand: "permissions" });
      } catch (error) {
        if (!isStatus(error, 400, 412, 422)) throw error;
        showsPermissions = false;
        return await read({});
      }
    },
    labels: (page, signal) =>
      short(
        {
          method: "GET",
          path: `${root}/labels`,
          doing: "list the labels",
          permission: "labels: read_all",
        },
        page,
        signal,
      ),
    createProject: (title, parentId, signal) =>
      one({
        method: create,
        path: `${root}/projects`,
        once: true,
        body: { title, ...(parentId === 0 ? {} : { parent_project_id: parentId }) },
        doing: `create the project «${title}»`,
        permission: "projects: create",
      }, signal),
    createLabel: (title, signal) =>
      one({
        method: create,
        path: `${root}/labels`,
        once: true,
        body: { title },
        doing: `create the label «${title}»`,
        permission: "labels: create",
      }, signal),
    createTask: (projectId, body, signal) =>
      one({
        method: create,
        path: `${root}/projects/${projectId}/tasks`,
        once: true,
        body,
        doing: "create a task",
        permission: "tasks: create",
      }, signal),
    async createTasks(projectId, bodies, signal) {
      const call: Call = {
        method: "POST",
        path: `/v2/projects/${projectId}/tasks/bulk`,
        once: true,
        isBulk: true,
        body: { tasks: bodies },
        doing: `create ${bodies.length} tasks`,
        permission: "tasks: create_bulk",
      };
      const made = (await send(call, signal))["tasks"];
      if (!Array.isArray(made)) throw unexpected(call);
      return made as readonly RawObject[];
    },
    storesNextDates: kind.storesNextDates,
    maxChanges: 100,
    changeTasks: changeByFields(client, kind),
    deleteTask: (id, signal) =>
      remove({
        method: "DELETE",
        path: `${root}/tasks/${id}`,
        replaces: true,
        doing: `delete task ${id}`,
        permission: "tasks: delete",
      }, signal),
    maySetLabels: kind.setsLabels,
    addLabel: (id, labelId, signal) =>
      command(signal, { label_id: labelId }, {
        method: create,
        path: `${root}/tasks/${id}/labels`,
        body: { label_id: labelId },
        doing: `label task ${id}`,
        permission: "tasks_labels: create",
      }),
    setLabels: (id, labelIds, signal) =>
      command(signal, { labels: [] }, {
        method: update,
        path: `${root}/tasks/${id}/labels/bulk`,
        body: { labels: labelIds.map((labelId) => ({ id: labelId })) },
        doing: `set the labels of task ${id}`,
        permission: "tasks_labels: update_bulk",
      }),
    removeLabel: (id, labelId, signal) =>
      remove({
        method: "DELETE",
        path: `${root}/tasks/${id}/labels/${labelId}`,
        doing: `take a label off task ${id}`,
        permission: "tasks_labels: delete",
      }, signal),
    addComment: (id, text, signal) =>
      one({
        method: create,
        path: `${root}/tasks/${id}/comments`,
        once: true,
        body: { comment: text },
        doing: `comment on task ${id}`,
        permission: "tasks_comments: create",
      }, signal),
    editComment: (id, commentId, text, signal) =>
      command(signal, { id: commentId }, {
        method: update,
        path: `${root}/tasks/${id}/comments/${commentId}`,
        body: { comment: text },
        replaces: true,
        doing: `edit comment ${commentId} of task ${id}`,
        permission: "tasks_comments: update",
      }),
    removeComment: (id, commentId, signal) =>
      remove({
        method: "DELETE",
        path: `${root}/tasks/${id}/comments/${commentId}`,
        replaces: true,
        doing: `delete comment ${commentId} of task ${id}`,
        permission: "tasks_comments: delete",
      }, signal),
    addRelation: (id, { kind, other }, signal) =>
      command(signal, { other_task_id: other }, {
        method: create,
        path: `${root}/tasks/${id}/relations`,
        body: { other_task_id: other, relation_kind: kind },
        doing: kind === "blocked"
          ? `make task ${id} depend on ${other}`
          : `make task ${id} a part of ${other}`,
        permission: "tasks_relations: create",
      }),
    addAssignee: (id, userId, signal) =>
      command(signal, { user_id: userId }, {
        method: create,
        path: `${root}/tasks/${id}/assignees`,
        body: { user_id: userId },
        doing: `assign task ${id}`,
        permission: "tasks_assignees: create",
      }),
    removeAssignee: (id, userId, signal) =>
      remove({
        method: "DELETE",
        path: `${root}/tasks/${id}/assignees/${userId}`,
        doing: `take an assignee off task ${id}`,
        permission: "tasks_assignees: delete",
      }, signal),
    removeRelation: (id, { kind, other }, signal) =>
      remove({
        method: "DELETE",
        path: `${root}/tasks/${id}/relations/${kind}/${other}`,
        doing: `end what binds task ${id} to ${other}`,
        permission: "tasks_relations: delete",
      }, signal),
  };
}
