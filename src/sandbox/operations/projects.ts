import { projectFields, shareFields } from "../decode/bodies.ts";
import { type Call, showMaker } from "../http/call.ts";
import { peopleOf, readableProject } from "../rules/access.ts";
import { listedProjects, pseudoProjects, showListed } from "../rules/project_lists.ts";
import {
  createProject,
  deleteProject,
  type ProjectBody,
  updateProject,
} from "../rules/projects.ts";
import { changeShare, share, sharesOf, unshare } from "../rules/shares.ts";
import { showProject, showPseudoProject } from "../show/project.ts";
import { showUser } from "../show/user.ts";
import type { Permission } from "../store/rows.ts";
import { freshInstant, zeroDate } from "../time.ts";
import { bodyOf, idOf } from "./requests.ts";
import { ask, create, inVersion, list, type Operation, read, remove, update } from "./operation.ts";
import { type Listing, listing, type Read } from "./outcome.ts";

const schema = "Project";

export const projectOperations: readonly Operation[] = [
  list("/projects", "projects.read_all", listProjects),
  create("/projects", "projects.create", (call) => {
    const { world, user } = call;
    const project = createProject(world, user, bodyOf<ProjectBody>(call, projectFields));
    const maxPermission = writtenPermission(call);
    const shown = showProject(world, user, project, { fresh: true, maxPermission });
    return { schema, body: { ...shown, owner: showMaker(call) } };
  }),
  read("/projects/:id", "projects.read_one", readProject),
  update("/projects/:id", "projects.update", (call) => {
    const { world, user } = call;
    const body = bodyOf<ProjectBody>(call, projectFields);
    const project = updateProject(world, user, idOf(call, "id"), body);
    const maxPermission = writtenPermission(call);
    return { schema, body: showProject(world, user, project, { maxPermission }) };
  }),
  remove("/projects/:id", "projects.delete", (call) => {
    deleteProject(call.world, call.user, idOf(call, "id"));
  }),

  list(
    "/projects/:project/users",
    "projects_users.read_all",
    (call) =>
      listing(sharesOf(call.world, call.user, idOf(call, "project")), {
        of: "UserWithPermission",
        show: (page) => page,
      }),
  ),
  create("/projects/:project/users", "projects_users.create", (call) => {
    const { username = "", permission = 0 } = bodyOf<ShareBody>(call, shareFields);
    const projectId = idOf(call, "project");
    const made = share(call.world, call.user, { projectId, username, permission });
    const created = freshInstant(made.createdMs);
    return { body: { id: made.id, username, permission, created, updated: created } };
  }),
  update("/projects/:project/users/:user", "projects_users.update", (call) => {
    const { permission = 0 } = bodyOf<ShareBody>(call, shareFields);
    const username = call.params["user"] ?? "";
    const sharing = { projectId: idOf(call, "project"), username, permission };
    const updated = freshInstant(changeShare(call.world, call.user, sharing).updatedMs);
    return { body: { id: 0, username, permission, created: zeroDate, updated } };
  }),
  remove("/projects/:project/users/:user", "projects_users.delete", (call) => {
    const username = call.params["user"] ?? "";
    unshare(call.world, call.user, { projectId: idOf(call, "project"), username });
  }),
  ...inVersion(
    1,
    ask("/projects/:project/projectusers", "projects.projectusers", (call) => {
      const { found } = readableProject(call.world.store, call.user, idOf(call, "project"));
      return { body: peopleOf(call.world.store, found).map(showUser) };
    }),
  ),
];

interface ShareBody {
  readonly username?: string;
  readonly permission?: Permission;
}

/** What an answer to a write says of it: v1 always the same, v2 nothing. */
function writtenPermission({ dialect }: Call): 0 | null {
  return dialect.version === 1 ? 0 : null;
}

/** Pseudo projects come after the real ones of the page. */
function listProjects(call: Call): Listing {
  const { world, user, query } = call;
  const wanted = {
    search: call.dialect.searchOf(call),
    withArchived: query.get("is_archived") === "true",
    withPermissions: query.get("expand") === "permissions",
  };
  const items = listedProjects(world, user, wanted);
  const owner = showMaker(call);
  const { favorites, filters } = pseudoProjects(world, user, { ...wanted, owner });
  return listing(items, {
    of: "Project",
    show: (shown) => showListed(world, user, shown, wanted),
    extra: { shown: [...favorites, ...filters], counted: favorites.length },
  });
}

function readProject(call: Call): Read {
  const { world, user } = call;
  const id = idOf(call, "id");
  if (id < 0) {
    const pseudo = showPseudoProject(world, user, { id, owner: showMaker(call) });
    return { schema, body: pseudo.shown, permission: pseudo.permission };
  }
  const { found, permission } = readableProject(world.store, user, id);
  const maxPermission = call.dialect.version === 1 ? 0 : permission;
  return { schema, body: showProject(world, user, found, { maxPermission }), permission };
}
