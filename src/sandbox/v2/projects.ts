import { projectFields, shareFields, webhookFields } from "../decode/bodies.ts";
import { type Answer, type Call, type Route, route, showMaker } from "../http/call.ts";
import { readableProject } from "../rules/access.ts";
import { listedProjects, pseudoProjects, showListed } from "../rules/project_lists.ts";
import {
  createProject,
  deleteProject,
  type ProjectBody,
  updateProject,
} from "../rules/projects.ts";
import { changeShare, share, sharesOf, unshare } from "../rules/shares.ts";
import {
  changeHook,
  createProjectHook,
  deleteProjectHook,
  projectEvents,
  projectHooks,
  type WebhookBody,
} from "../rules/webhooks.ts";
import { showProject, showPseudoProject, showView } from "../show/project.ts";
import { echoWebhook, showWebhook } from "../show/webhook.ts";
import type { Permission } from "../store/rows.ts";
import { freshInstant, zeroDate } from "../time.ts";
import { patched } from "./patch.ts";
import { bodyOf, gone, idOf, list, schema } from "./requests.ts";

const hooks = "/projects/:project/webhooks";

export const projectRoutes: readonly Route[] = [
  route("GET", "/projects", "projects.read_all", listProjects),
  route("POST", "/projects", "projects.create", (call) => {
    const { world, user } = call;
    const project = createProject(world, user, bodyOf<ProjectBody>(call, projectFields));
    const shown = showProject(world, user, project, { fresh: true, maxPermission: null });
    const body = { ...schema(call, "Project"), ...shown, owner: showMaker(call) };
    return { status: 201, body };
  }),
  route("GET", "/projects/:id", "projects.read_one", read),
  route("PUT", "/projects/:id", "projects.update", replace),
  route(
    "PATCH",
    "/projects/:id",
    ["projects.read_one", "projects.update"],
    (call) => patched(call, read, replace),
  ),
  route("DELETE", "/projects/:id", "projects.delete", (call) => {
    deleteProject(call.world, call.user, idOf(call, "id"));
    return gone();
  }),
  route("GET", "/projects/:project/views", "projects_views.read_all", (call) => {
    const { found } = readableProject(call.world.store, call.user, idOf(call, "project"));
    return list(call, {
      of: "ProjectView",
      items: call.world.store.by.viewsOf(found.id),
      show: (views) => views.map((view) => showView(view)),
    });
  }),

  route("GET", "/projects/:project/users", "projects_users.read_all", (call) =>
    list(call, {
      of: "UserWithPermission",
      items: sharesOf(call.world, call.user, idOf(call, "project")),
      show: (page) => page,
    })),
  route("POST", "/projects/:project/users", "projects_users.create", (call) => {
    const { username = "", permission = 0 } = bodyOf<ShareBody>(call, shareFields);
    const projectId = idOf(call, "project");
    const made = share(call.world, call.user, { projectId, username, permission });
    const created = freshInstant(made.createdMs);
    return { status: 201, body: { id: made.id, username, permission, created, updated: created } };
  }),
  route("PUT", "/projects/:project/users/:user", "projects_users.update", (call) => {
    const { permission = 0 } = bodyOf<ShareBody>(call, shareFields);
    const username = call.params["user"] ?? "";
    const sharing = { projectId: idOf(call, "project"), username, permission };
    const updated = freshInstant(changeShare(call.world, call.user, sharing).updatedMs);
    return { status: 200, body: { id: 0, username, permission, created: zeroDate, updated } };
  }),
  route("DELETE", "/projects/:project/users/:user", "projects_users.delete", (call) => {
    const username = call.params["user"] ?? "";
    unshare(call.world, call.user, { projectId: idOf(call, "project"), username });
    return gone();
  }),

  route("GET", "/webhooks/events", "webhooks.events", () => ({ status: 200, body: projectEvents })),
  route("GET", hooks, "projects_webhooks.read_all", (call) =>
    list(call, {
      of: "Webhook",
      items: projectHooks(call.world, call.user, idOf(call, "project")),
      show: (page) => page.map((hook) => showWebhook(call.world, hook)),
    })),
  route("POST", hooks, "projects_webhooks.create", (call) => {
    const body = bodyOf<WebhookBody>(call, webhookFields);
    const hook = createProjectHook(call.world, call.user, idOf(call, "project"), body);
    return { status: 201, body: showWebhook(call.world, hook, { fresh: true }) };
  }),
  route("PUT", `${hooks}/:webhook`, "projects_webhooks.update", (call) => {
    const body = bodyOf<WebhookBody>(call, webhookFields);
    const place = { projectId: idOf(call, "project"), id: idOf(call, "webhook"), body };
    const hook = changeHook(call.world, call.user, place);
    return { status: 200, body: echoWebhook(call.world, hook, body.target_url ?? "") };
  }),
  route("DELETE", `${hooks}/:webhook`, "projects_webhooks.delete", (call) => {
    const place = { projectId: idOf(call, "project"), id: idOf(call, "webhook") };
    deleteProjectHook(call.world, call.user, place);
    return gone();
  }),
];

interface ShareBody {
  readonly username?: string;
  readonly permission?: Permission;
}

function listProjects(call: Call): Answer {
  const { world, user, query } = call;
  const wanted = {
    search: query.get("q") ?? "",
    withArchived: query.get("is_archived") === "true",
    withPermissions: query.get("expand") === "permissions",
  };
  const items = listedProjects(world, user, wanted);
  const owner = showMaker(call);
  const { favorites, filters } = pseudoProjects(world, user, { ...wanted, owner });
  return list(call, {
    of: "Project",
    items,
    show: (shown) => [...showListed(world, user, shown, wanted), ...favorites, ...filters],
  });
}

function read(call: Call): Answer {
  const { world, user } = call;
  const id = idOf(call, "id");
  if (id < 0) {
    const { shown } = showPseudoProject(world, user, { id, owner: showMaker(call) });
    return { status: 200, body: { ...schema(call, "Project"), ...shown } };
  }
  const { found, permission } = readableProject(world.store, user, id);
  const shown = showProject(world, user, found, { maxPermission: permission });
  return { status: 200, body: { ...schema(call, "Project"), ...shown } };
}

function replace(call: Call): Answer {
  const { world, user } = call;
  const body = bodyOf<ProjectBody>(call, projectFields);
  const project = updateProject(world, user, idOf(call, "id"), body);
  const shown = showProject(world, user, project, { maxPermission: null });
  return { status: 200, body: { ...schema(call, "Project"), ...shown } };
}
