import type { Call } from "../http/call.ts";
import { viewTasks } from "../rules/task_lists.ts";
import { findView } from "../rules/views.ts";
import { showBucket } from "../show/project.ts";
import { showTasks } from "../show/task.ts";
import { showUserId } from "../show/user.ts";
import type { Task, View } from "../store/rows.ts";
import { pageOf } from "../v1/dialect.ts";
import { inVersion, list, type Operation } from "./operation.ts";
import { type Listing, listing } from "./outcome.ts";
import { idOf } from "./requests.ts";
import { taskInForm } from "./texts.ts";

const path = "/projects/:project/views/:view/tasks";
const needs = "projects_views_tasks.read_all";

/** In v1 a kanban view answers buckets. */
export const viewTaskOperations: readonly Operation[] = [
  ...inVersion(
    1,
    list(path, needs, (call) => {
      const view = findView(call.world.store, idOf(call, "project"), idOf(call, "view"));
      const tasks = tasksOf(call);
      return view.kind === "kanban" ? inBuckets(call, view, tasks) : inOrder(call, tasks);
    }),
  ),
  ...inVersion(2, list(path, needs, (call) => inOrder(call, tasksOf(call)))),
];

function tasksOf(call: Call): readonly Task[] {
  const place = { projectId: idOf(call, "project"), viewId: idOf(call, "view") };
  const query = call.dialect.taskQueryOf(call);
  return viewTasks(call.world, call.user, { ...place, query });
}

function inOrder(call: Call, items: readonly Task[]): Listing {
  const { world, user } = call;
  return listing(items, {
    of: "Task",
    show: (tasks) =>
      showTasks(world, user, tasks, { inView: "ordered" }).map((task) => taskInForm(call, task)),
  });
}

/** Every bucket has its own pages of tasks. */
function inBuckets(call: Call, view: View, tasks: readonly Task[]): Listing {
  const { world, user } = call;
  const { page, perPage } = pageOf(call);
  const from = (page - 1) * perPage;
  return listing(world.store.by.bucketsOf(view.id), {
    of: "Bucket",
    isWhole: true,
    show: (buckets) =>
      buckets.map((bucket) => {
        const inside = tasks.filter((task) => task.bucketId === bucket.id);
        const shown = page === 0 ? inside : inside.slice(from, from + perPage);
        const seen = showTasks(world, user, shown, { inView: "kanban" });
        return showBucket(bucket, {
          ...(shown.length === 0 ? {} : { tasks: seen }),
          count: inside.length,
          created_by: showUserId(world, bucket.createdById),
        });
      }),
  });
}
