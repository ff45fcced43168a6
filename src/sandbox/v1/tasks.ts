import { bulkUpdateFields, positionFields, taskFields } from "../decode/bodies.ts";
import { noSuchTask } from "../errors.ts";
import { type Answer, type Call, type Route, route } from "../http/call.ts";
import { readableTask, writableTask } from "../rules/access.ts";
import { type BulkBody, bulkUpdate } from "../rules/bulk_update.ts";
import type { TaskBody } from "../rules/task_body.ts";
import { createTask } from "../rules/task_create.ts";
import { deleteTask } from "../rules/task_delete.ts";
import { allTasks, projectTasks, viewTasks } from "../rules/task_lists.ts";
import { updateTask } from "../rules/task_update.ts";
import { findView } from "../rules/views.ts";
import { showBucket } from "../show/project.ts";
import { showTaskAlone, showTasks } from "../show/task.ts";
import { echoBody, echoCreated, echoUpdated } from "../show/task_echo.ts";
import { showUserId } from "../show/user.ts";
import type { Task } from "../store/rows.ts";
import type { World } from "../world.ts";
import {
  bodyOf,
  deleted,
  expandOf,
  idOf,
  list,
  pageHeaders,
  pageOf,
  taskQueryOf,
} from "./requests.ts";

export const taskRoutes: readonly Route[] = [
  route("GET", "/tasks", "tasks.read_all", (call) => {
    const expand = expandOf(call);
    return list(
      call,
      allTasks(call.world, call.user, taskQueryOf(call)),
      (tasks) => showTasks(call.world, call.user, tasks, { expand }),
    );
  }),
  route("GET", "/projects/:project/tasks", "tasks.read_all", (call) => {
    const expand = expandOf(call);
    return list(
      call,
      projectTasks(call.world, call.user, idOf(call, "project"), taskQueryOf(call)),
      (tasks) => showTasks(call.world, call.user, tasks, { expand }),
    );
  }),
  route("GET", "/projects/:project/views/:view/tasks", "projects_views_tasks.read_all", inView),
  route("GET", "/projects/:project/tasks/by-index/:index", "projects.tasks_by_index", (call) => {
    const task = taskByIndex(call.world, call.params["project"] ?? "", idOf(call, "index"));
    return read(call, task.id);
  }),
  route("PUT", "/projects/:project/tasks", "tasks.create", (call) => {
    const { world, user } = call;
    const body = bodyOf<TaskBody>(call, taskFields);
    const task = createTask(world, user, body.project_id || idOf(call, "project"), body);
    return { status: 201, body: echoCreated(world, user, task, body) };
  }),
  route("POST", "/tasks/bulk", "tasks.update_bulk", (call) => {
    const bulk = bodyOf<BulkBody>(call, bulkUpdateFields);
    return { status: 200, body: bulkUpdated(call, bulk) };
  }),
  route("GET", "/tasks/:task", "tasks.read_one", (call) => read(call, idOf(call, "task"))),
  route("POST", "/tasks/:task", "tasks.update", (call) => {
    const { world, user } = call;
    const inPath = idOf(call, "task");
    const body = bodyOf<TaskBody>(call, taskFields);
    const updated = updateTask(world, user, body.id || inPath, body);
    return { status: 200, body: echoUpdated(world, body, updated) };
  }),
  route("DELETE", "/tasks/:task", "tasks.delete", (call) => {
    deleteTask(call.world, call.user, idOf(call, "task"));
    return deleted();
  }),
  route("POST", "/tasks/:task/position", "tasks.position", (call) => {
    const task = writableTask(call.world.store, call.user, idOf(call, "task"));
    const body = bodyOf<{ position?: number; project_view_id?: number }>(call, positionFields);
    const { position = 0, project_view_id = 0 } = body;
    call.world.store.tasks.save({ ...task, position });
    const { id: taskId, projectId } = task;
    call.world.emit({ event: "task.updated", doer: call.user, projectId, taskId });
    return { status: 200, body: { task_id: task.id, project_view_id, position } };
  }),
];

export function bulkUpdated({ world, user }: Call, bulk: BulkBody): Record<string, unknown> {
  const items = bulkUpdate(world, user, bulk);
  return {
    task_ids: bulk.task_ids ?? null,
    fields: bulk.fields ?? null,
    values: echoBody(bulk.values ?? {}),
    tasks: items.map(({ body, updated }) => echoUpdated(world, body, updated)),
  };
}

/** The project by its number or by its identifier. */
export function taskByIndex(world: World, project: string, index: number): Task {
  for (const task of world.store.tasks.all()) {
    if (task.index !== index) continue;
    const { id, identifier } = world.store.projects.get(task.projectId) ??
      { id: 0, identifier: "" };
    if (String(id) === project || (identifier !== "" && identifier === project)) return task;
  }
  throw noSuchTask();
}

function read(call: Call, id: number): Answer {
  const { world, user } = call;
  const expand = expandOf(call);
  const { found, permission } = readableTask(world.store, user, id);
  return {
    status: 200,
    body: showTaskAlone(world, user, found, { expand }),
    headers: { "x-max-permission": String(permission) },
  };
}

/** A kanban view answers buckets; every bucket has its own pages of tasks. */
function inView(call: Call): Answer {
  const { world, user } = call;
  const projectId = idOf(call, "project");
  const view = findView(world.store, projectId, idOf(call, "view"));
  const query = taskQueryOf(call);
  const tasks = viewTasks(world, user, { projectId, viewId: view.id, query });
  if (view.kind !== "kanban") {
    return list(call, tasks, (page) => showTasks(world, user, page, { inView: "ordered" }));
  }
  const { page, perPage } = pageOf(call);
  const buckets = world.store.by.bucketsOf(view.id).map((bucket) => {
    const inside = tasks.filter((task) => task.bucketId === bucket.id);
    const shown = page === 0 ? inside : inside.slice((page - 1) * perPage, page * perPage);
    return showBucket(bucket, {
      ...(shown.length === 0 ? {} : { tasks: showTasks(world, user, shown, { inView: "kanban" }) }),
      count: inside.length,
      created_by: showUserId(world, bucket.createdById),
    });
  });
  const pages = Math.ceil(buckets.length / perPage);
  return { status: 200, body: buckets, headers: pageHeaders(pages, buckets.length) };
}
