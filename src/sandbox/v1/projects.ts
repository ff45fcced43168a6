import { bucketTaskFields, filterFields, projectFields, shareFields } from "../decode/bodies.ts";
import { required } from "../errors.ts";
import { type Answer, type Call, type Route, route, showMaker } from "../http/call.ts";
import { peopleOf, readableProject } from "../rules/access.ts";
import { moveToBucket } from "../rules/buckets.ts";
import { listedProjects, pseudoProjects, showListed } from "../rules/project_lists.ts";
import {
  createProject,
  deleteProject,
  type ProjectBody,
  updateProject,
} from "../rules/projects.ts";
import { createFilter, deleteFilter } from "../rules/saved_filters.ts";
import { changeShare, share, sharesOf, unshare } from "../rules/shares.ts";
import { findView } from "../rules/views.ts";
import {
  showBucket,
  showFilterQuery,
  showProject,
  showPseudoProject,
  showView,
} from "../show/project.ts";
import { showTask } from "../show/task.ts";
import { showUser, showUserId } from "../show/user.ts";
import type { Permission } from "../store/rows.ts";
import { freshInstant, zeroDate } from "../time.ts";
import { bodyOf, deleted, idOf, list, pageHeaders, pageOf } from "./requests.ts";

export const projectRoutes: readonly Route[] = [
  route("GET", "/projects", "projects.read_all", listProjects),
  route("PUT", "/projects", "projects.create", (call) => {
    const { world, user } = call;
    const project = createProject(world, user, bodyOf<ProjectBody>(call, projectFields));
    const shown = showProject(world, user, project, { fresh: true, maxPermission: 0 });
    return { status: 201, body: { ...shown, owner: showMaker(call) } };
  }),
  route("GET", "/projects/:project", "projects.read_one", readProject),
  route("POST", "/projects/:project", "projects.update", (call) => {
    const { world, user } = call;
    const body = bodyOf<ProjectBody>(call, projectFields);
    const project = updateProject(world, user, idOf(call, "project"), body);
    return { status: 200, body: showProject(world, user, project, { maxPermission: 0 }) };
  }),
  route("DELETE", "/projects/:project", "projects.delete", (call) => {
    deleteProject(call.world, call.user, idOf(call, "project"));
    return deleted();
  }),
  route("GET", "/projects/:project/views", "projects_views.read_all", (call) => {
    const { world, user } = call;
    const { found } = readableProject(world.store, user, idOf(call, "project"));
    const views = world.store.by.viewsOf(found.id);
    return list(call, views, (page) => page.map((view) => showView(view)));
  }),
  route("GET", "/projects/:project/views/:view/buckets", "projects.views_buckets", (call) => {
    const { world, user } = call;
    const { found } = readableProject(world.store, user, idOf(call, "project"));
    const view = findView(world.store, found.id, idOf(call, "view"));
    return list(
      call,
      world.store.by.bucketsOf(view.id),
      (page) =>
        page.map((bucket) =>
          showBucket(bucket, { created_by: showUserId(world, bucket.createdById) })
        ),
    );
  }),
  route(
    "POST",
    "/projects/:project/views/:view/buckets/:bucket/tasks",
    "projects.views_buckets_tasks",
    moveTask,
  ),
  route("GET", "/projects/:project/projectusers", "projects.projectusers", (call) => {
    const { found } = readableProject(call.world.store, call.user, idOf(call, "project"));
    return { status: 200, body: peopleOf(call.world.store, found).map(showUser) };
  }),
  route(
    "GET",
    "/projects/:project/users",
    "projects_users.read_all",
    (call) => list(call, sharesOf(call.world, call.user, idOf(call, "project")), (page) => page),
  ),
  route("PUT", "/projects/:project/users", "projects_users.create", (call) => {
    const { username = "", permission = 0 } = bodyOf<ShareBody>(call, shareFields);
    const projectId = idOf(call, "project");
    const made = share(call.world, call.user, { projectId, username, permission });
    const created = freshInstant(made.createdMs);
    return { status: 201, body: { id: made.id, username, permission, created, updated: created } };
  }),
  route("POST", "/projects/:project/users/:user", "projects_users.update", (call) => {
    const { permission = 0 } = bodyOf<ShareBody>(call, shareFields);
    const username = call.params["user"] ?? "";
    const sharing = { projectId: idOf(call, "project"), username, permission };
    const updated = freshInstant(changeShare(call.world, call.user, sharing).updatedMs);
    return { status: 200, body: { id: 0, username, permission, created: zeroDate, updated } };
  }),
  route("DELETE", "/projects/:project/users/:user", "projects_users.delete", (call) => {
    const username = call.params["user"] ?? "";
    unshare(call.world, call.user, { projectId: idOf(call, "project"), username });
    return deleted();
  }),
  route("PUT", "/filters", "filters.create", saveFilter),
  route("DELETE", "/filters/:filter", "filters.delete", (call) => {
    deleteFilter(call.world, call.user, idOf(call, "filter"));
    return deleted();
  }),
];

interface ShareBody {
  readonly username?: string;
  readonly permission?: Permission;
}

/** Pseudo projects come after the real ones of the page. */
function listProjects(call: Call): Answer {
  const { world, user, query } = call;
  const wanted = {
    search: query.get("s") ?? "",
    withArchived: query.get("is_archived") === "true",
    withPermissions: query.get("expand") === "permissions",
  };
  const projects = listedProjects(world, user, wanted);
  const { page, perPage } = pageOf(call);
  const shown = page === 0 ? projects : projects.slice((page - 1) * perPage, page * perPage);
  const owner = showMaker(call);
  const { favorites, filters } = pseudoProjects(world, user, { ...wanted, owner });
  const count = shown.length + favorites.length;
  const pages = count === 0 ? 0 : Math.ceil(projects.length / perPage);
  return {
    status: 200,
    body: [...showListed(world, user, shown, wanted), ...favorites, ...filters],
    headers: pageHeaders(pages, count),
  };
}

function readProject(call: Call): Answer {
  const { world, user } = call;
  const id = idOf(call, "project");
  if (id < 0) {
    const pseudo = showPseudoProject(world, user, { id, owner: showMaker(call) });
    const headers = { "x-max-permission": String(pseudo.permission) };
    return { status: 200, body: pseudo.shown, headers };
  }
  const { found, permission } = readableProject(world.store, user, id);
  return {
    status: 200,
    body: showProject(world, user, found, { maxPermission: 0 }),
    headers: { "x-max-permission": String(permission) },
  };
}

function moveTask(call: Call): Answer {
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
    status: 200,
    body: {
      bucket_id: bucket.id,
      bucket: showBucket(bucket, { count }),
      task_id: taskId,
      project_view_id: bucket.viewId,
      task: completed ? { ...shown, done_at: now, updated: now } : shown,
    },
  };
}

function saveFilter(call: Call): Answer {
  interface Body {
    readonly title?: string;
    readonly description?: string;
    readonly filters?: { readonly filter?: string };
  }
  const { title = "", description = "", filters } = bodyOf<Body>(call, filterFields);
  if (title === "") throw required("title");
  const filter = filters?.filter ?? "";
  const saved = createFilter(call.world, call.user, { title, description, filter });
  return {
    status: 201,
    body: {
      id: saved.id,
      filters: showFilterQuery(filter),
      title,
      description,
      owner: null,
      is_favorite: false,
      created: freshInstant(saved.createdMs),
      updated: freshInstant(saved.updatedMs),
    },
  };
}
