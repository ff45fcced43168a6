import { bulkCreateFields, bulkUpdateFields, taskFields } from "../decode/bodies.ts";
import { type Answer, type Call, type Route, route } from "../http/call.ts";
import { fromMarkdown, isMarkdown, toMarkdown } from "../markdown/markdown.ts";
import { readableTask } from "../rules/access.ts";
import type { BulkBody } from "../rules/bulk_update.ts";
import type { TaskBody } from "../rules/task_body.ts";
import { createTask } from "../rules/task_create.ts";
import { createTasks } from "../rules/bulk_create.ts";
import { deleteTask } from "../rules/task_delete.ts";
import { allTasks, projectTasks, viewTasks } from "../rules/task_lists.ts";
import { updateTask } from "../rules/task_update.ts";
import { showTaskAlone, showTasks, type TaskShow } from "../show/task.ts";
import { echoCreated, echoUpdated } from "../show/task_echo.ts";
import type { Task } from "../store/rows.ts";
import { bulkUpdated, taskByIndex } from "../v1/tasks.ts";
import { conditional } from "./conditional.ts";
import { patched } from "./patch.ts";
import { bodyOf, expandOf, gone, idOf, list, schema, taskQueryOf } from "./requests.ts";

export const taskRoutes: readonly Route[] = [
  route("GET", "/tasks", "tasks.read_all", (call) => {
    const expand = expandOf(call);
    return listed(call, allTasks(call.world, call.user, taskQueryOf(call)), { expand });
  }),
  route("GET", "/projects/:project/tasks", "tasks.read_all", (call) => {
    const expand = expandOf(call);
    const projectId = idOf(call, "project");
    const tasks = projectTasks(call.world, call.user, projectId, taskQueryOf(call));
    return listed(call, tasks, { expand });
  }),
  route(
    "GET",
    "/projects/:project/views/:view/tasks",
    "projects_views_tasks.read_all",
    (call) => {
      const place = { projectId: idOf(call, "project"), viewId: idOf(call, "view") };
      const tasks = viewTasks(call.world, call.user, { ...place, query: taskQueryOf(call) });
      return listed(call, tasks, { inView: "ordered" });
    },
  ),
  route("GET", "/projects/:project/tasks/by-index/:index", "projects.tasks_by_index", (call) => {
    const task = taskByIndex(call.world, call.params["project"] ?? "", idOf(call, "index"));
    return readTask(call, task.id);
  }),
  route("POST", "/projects/:project/tasks", "tasks.create", (call) => {
    const { world, user } = call;
    const body = bodyOf<TaskBody>(call, taskFields);
    const task = createTask(world, user, idOf(call, "project"), stored(call, body));
    return { status: 201, body: echoCreated(world, user, task, body) };
  }),
  route("POST", "/projects/:project/tasks/bulk", "tasks.create_bulk", (call) => {
    const { world, user } = call;
    const { tasks: bodies = [] } = bodyOf<{ tasks?: readonly TaskBody[] }>(call, bulkCreateFields);
    const texts = bodies.map((body) => stored(call, body));
    const tasks = createTasks(world, user, idOf(call, "project"), texts);
    const echo = tasks.map((task, place) => echoCreated(world, user, task, bodies[place] ?? {}));
    return { status: 201, body: { tasks: echo } };
  }),
  route("PUT", "/tasks/bulk", "tasks.update_bulk", (call) => {
    const bulk = bodyOf<BulkBody>(call, bulkUpdateFields);
    return { status: 200, body: bulkUpdated(call, bulk) };
  }),
  route("GET", "/tasks/:projecttask", "tasks.read_one", read),
  route("PUT", "/tasks/:projecttask", "tasks.update", replace),
  route(
    "PATCH",
    "/tasks/:projecttask",
    ["tasks.read_one", "tasks.update"],
    (call) => patched({ ...call, query: new URLSearchParams() }, read, replace),
  ),
  route("DELETE", "/tasks/:projecttask", "tasks.delete", (call) => {
    deleteTask(call.world, call.user, idOf(call, "projecttask"));
    return gone();
  }),
];

function listed(call: Call, items: readonly Task[], options: TaskShow): Answer {
  return list(call, {
    of: "Task",
    items,
    show: (tasks) =>
      showTasks(call.world, call.user, tasks, options).map((task) => formatted(call, task)),
  });
}

function read(call: Call): Answer {
  return readTask(call, idOf(call, "projecttask"));
}

function readTask(call: Call, id: number): Answer {
  const { world, user } = call;
  const expand = expandOf(call);
  const { found, permission } = readableTask(world.store, user, id);
  const shown = formatted(call, showTaskAlone(world, user, found, { expand }));
  const about = { updatedMs: found.updatedMs, permission };
  return conditional(call, about, { ...schema(call, "TaskReadOneBody"), ...shown });
}

function replace(call: Call): Answer {
  const { world, user } = call;
  const body = bodyOf<TaskBody>(call, taskFields);
  const updated = updateTask(world, user, idOf(call, "projecttask"), stored(call, body));
  const echo = echoUpdated(world, body, updated);
  return {
    status: 200,
    body: isMarkdown(call.query) ? { ...echo, description: body.description } : echo,
  };
}

/** `?format=markdown`: what comes is converted before it is stored. */
function stored(call: Call, body: TaskBody): TaskBody {
  if (!isMarkdown(call.query) || body.description === undefined) return body;
  return { ...body, description: fromMarkdown(body.description) };
}

function formatted(call: Call, task: Readonly<Record<string, unknown>>): Record<string, unknown> {
  if (!isMarkdown(call.query)) return task;
  return { ...task, description: toMarkdown(String(task["description"])) };
}
