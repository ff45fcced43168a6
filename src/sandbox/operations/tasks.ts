import {
  bulkCreateFields,
  bulkUpdateFields,
  positionFields,
  taskFields,
} from "../decode/bodies.ts";
import type { Call } from "../http/call.ts";
import { readableTask, writableTask } from "../rules/access.ts";
import { createTasks } from "../rules/bulk_create.ts";
import { type BulkBody, bulkUpdate } from "../rules/bulk_update.ts";
import type { TaskBody } from "../rules/task_body.ts";
import { createTask } from "../rules/task_create.ts";
import { deleteTask } from "../rules/task_delete.ts";
import { allTasks, projectTasks, taskByIndex } from "../rules/task_lists.ts";
import { updateTask } from "../rules/task_update.ts";
import { showTaskAlone, showTasks } from "../show/task.ts";
import { echoBody, echoCreated, echoUpdated } from "../show/task_echo.ts";
import type { Task } from "../store/rows.ts";
import {
  act,
  create,
  inVersion,
  list,
  type Operation,
  read,
  remove,
  update,
  where,
} from "./operation.ts";
import { type Listing, listing, type Read } from "./outcome.ts";
import { bodyOf, bodyWins, idOf } from "./requests.ts";
import { asksForMarkdown, stored, taskInForm } from "./texts.ts";

const oneTask = "/tasks/:projecttask";

export const taskOperations: readonly Operation[] = [
  list("/tasks", "tasks.read_all", (call) => {
    const expand = call.dialect.expandOf(call);
    const query = call.dialect.taskQueryOf(call);
    return listed(call, allTasks(call.world, call.user, query), expand);
  }),
  list("/projects/:project/tasks", "tasks.read_all", (call) => {
    const expand = call.dialect.expandOf(call);
    const projectId = idOf(call, "project");
    const query = call.dialect.taskQueryOf(call);
    return listed(call, projectTasks(call.world, call.user, projectId, query), expand);
  }),
  read("/projects/:project/tasks/by-index/:index", "projects.tasks_by_index", (call) => {
    const task = taskByIndex(call.world, call.params["project"] ?? "", idOf(call, "index"));
    return readTask(call, task.id);
  }),
  create("/projects/:project/tasks", "tasks.create", (call) => {
    const { world, user } = call;
    const body = bodyOf<TaskBody>(call, taskFields);
    const wanted = bodyWins(call) ? body.project_id ?? 0 : 0;
    const task = createTask(world, user, wanted || idOf(call, "project"), withStored(call, body));
    return { body: echoCreated(world, user, task, body) };
  }),
  ...where(
    ({ createsMany }) => createsMany,
    inVersion(
      2,
      create("/projects/:project/tasks/bulk", "tasks.create_bulk", (call) => {
        const { world, user } = call;
        const { tasks: bodies = [] } = bodyOf<ManyBodies>(call, bulkCreateFields);
        const texts = bodies.map((body) => withStored(call, body));
        const made = createTasks(world, user, idOf(call, "project"), texts);
        const tasks = made.map((task, at) => echoCreated(world, user, task, bodies[at] ?? {}));
        return { body: { tasks } };
      }),
    ),
  ),
  update("/tasks/bulk", "tasks.update_bulk", (call) => {
    const { world, user } = call;
    const bulk = bodyOf<BulkBody>(call, bulkUpdateFields);
    const tasks = bulkUpdate(world, user, bulk)
      .map(({ body, updated }) => echoUpdated(world, body, updated));
    const { task_ids = null, fields = null, values = {} } = bulk;
    return { body: { task_ids, fields, values: echoBody(values), tasks } };
  }),
  read(oneTask, "tasks.read_one", (call) => readTask(call, idOf(call, "projecttask"))),
  update(oneTask, "tasks.update", (call) => {
    const { world, user } = call;
    const inPath = idOf(call, "projecttask");
    const body = bodyOf<TaskBody>(call, taskFields);
    const id = (bodyWins(call) ? body.id : 0) || inPath;
    const updated = updateTask(world, user, id, withStored(call, body));
    const echo = echoUpdated(world, body, updated);
    return { body: asksForMarkdown(call) ? { ...echo, description: body.description } : echo };
  }),
  remove(oneTask, "tasks.delete", (call) => {
    deleteTask(call.world, call.user, idOf(call, "projecttask"));
  }),
  ...inVersion(
    1,
    act("/tasks/:task/position", "tasks.position", (call) => {
      const task = writableTask(call.world.store, call.user, idOf(call, "task"));
      const body = bodyOf<{ position?: number; project_view_id?: number }>(call, positionFields);
      const { position = 0, project_view_id = 0 } = body;
      call.world.store.tasks.save({ ...task, position });
      const { id: taskId, projectId } = task;
      call.world.emit({ event: "task.updated", doer: call.user, projectId, taskId });
      return {
        status: { v1: 200, v2: 200 },
        body: { task_id: task.id, project_view_id, position },
      };
    }),
  ),
];

interface ManyBodies {
  readonly tasks?: readonly TaskBody[];
}

function listed(
  call: Call,
  items: readonly Task[],
  expand: readonly string[],
): Listing {
  const { world, user } = call;
  return listing(items, {
    of: "Task",
    show: (tasks) =>
      showTasks(world, user, tasks, { expand }).map((task) => taskInForm(call, task)),
  });
}

function readTask(call: Call, id: number): Read {
  const { world, user } = call;
  const expand = call.dialect.expandOf(call);
  const { found, permission } = readableTask(world.store, user, id);
  const body = taskInForm(call, showTaskAlone(world, user, found, { expand }));
  return { schema: "TaskReadOneBody", body, permission, updatedMs: found.updatedMs };
}

function withStored(call: Call, body: TaskBody): TaskBody {
  if (!asksForMarkdown(call) || body.description === undefined) return body;
  return { ...body, description: stored(call, body.description) };
}
