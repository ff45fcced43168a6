import { bucketTaskFields } from "../decode/bodies.ts";
import type { Call } from "../http/call.ts";
import { readableProject } from "../rules/access.ts";
import { moveToBucket } from "../rules/buckets.ts";
import { findView } from "../rules/views.ts";
import { showBucket, showView } from "../show/project.ts";
import { showTask } from "../show/task.ts";
import { showUserId } from "../show/user.ts";
import { freshInstant } from "../time.ts";
import { bodyOf, idOf } from "./requests.ts";
import { act, inVersion, list, type Operation } from "./operation.ts";
import { listing, type Said } from "./outcome.ts";

const buckets = "/projects/:project/views/:view/buckets";

export const viewOperations: readonly Operation[] = [
  list("/projects/:project/views", "projects_views.read_all", (call) => {
    const { found } = readableProject(call.world.store, call.user, idOf(call, "project"));
    return listing(call.world.store.by.viewsOf(found.id), {
      of: "ProjectView",
      show: (views) => views.map((view) => showView(view)),
    });
  }),
  ...inVersion(
    1,
    list(buckets, "projects.views_buckets", (call) => {
      const { world, user } = call;
      const { found } = readableProject(world.store, user, idOf(call, "project"));
      const view = findView(world.store, found.id, idOf(call, "view"));
      return listing(world.store.by.bucketsOf(view.id), {
        of: "Bucket",
        show: (page) =>
          page.map((bucket) =>
            showBucket(bucket, { created_by: showUserId(world, bucket.createdById) })
          ),
      });
    }),
    act(`${buckets}/:bucket/tasks`, "projects.views_buckets_tasks", moveTask),
  ),
];

function moveTask(call: Call): Said {
  const { world, user } = call;
  const { task_id: taskId = 0 } = bodyOf<{ task_id?: number }>(call, bucketTaskFields);
  const { task, bucket, count, completed } = moveToBucket(world, user, {
    projectId: idOf(call, "project"),
    viewId: idOf(call, "view"),
    bucketId: idOf(call, "bucket"),
    taskId,
  });
  const shown = showTask(world, user, task);
  const now = freshInstant(world.now());
  return {
    status: { v1: 200, v2: 200 },
    body: {
      bucket_id: bucket.id,
      bucket: showBucket(bucket, { count }),
      task_id: taskId,
      project_view_id: bucket.viewId,
      task: completed ? { ...shown, done_at: now, updated: now } : shown,
    },
  };
}
