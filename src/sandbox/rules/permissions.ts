import type { SandboxVersion } from "../version.ts";
import type { World } from "../world.ts";

/**
 * What API tokens can be allowed to do: group, permission, method, path. A path that starts with `2`
 * exists in v2 only, one with `=` in neither.
 */
const offered = `
caldav access ANY =/dav/*
feeds access GET =/feeds/*
filters create PUT /filters
filters delete DELETE /filters/:filter
filters read_one GET /filters/:filter
filters update POST /filters/:filter
labels create PUT /labels
labels delete DELETE /labels/:label
labels read_all GET /labels
labels read_one GET /labels/:label
labels update POST /labels/:label
migration csv_detect PUT /migration/csv/detect
migration csv_migrate PUT /migration/csv/migrate
migration csv_preview PUT /migration/csv/preview
migration csv_status GET /migration/csv/status
migration ticktick_migrate PUT /migration/ticktick/migrate
migration ticktick_status GET /migration/ticktick/status
migration vikunja_file_migrate PUT /migration/vikunja-file/migrate
migration vikunja_file_status GET /migration/vikunja-file/status
migration wekan_migrate PUT /migration/wekan/migrate
migration wekan_status GET /migration/wekan/status
notifications create POST 2/notifications
notifications read_all GET /notifications
notifications update POST /notifications
other avatar GET /avatar/:username
other logout POST 2/logout
other routes GET /routes
other user GET /user
other users GET /users
other ws GET /ws
projects background GET /projects/:project/background
projects background_delete DELETE /projects/:project/background
projects background_get GET 2/projects/:project/background
projects backgrounds_upload PUT /projects/:project/backgrounds/upload
projects create PUT /projects
projects delete DELETE /projects/:project
projects duplicate PUT /projects/:projectid/duplicate
projects projectusers GET /projects/:project/projectusers
projects read_all GET /projects
projects read_one GET /projects/:project
projects tasks_by_index GET /projects/:project/tasks/by-index/:index
projects update POST /projects/:project
projects users_search GET 2/projects/:project/users/search
projects views_buckets GET /projects/:project/views/:view/buckets
projects views_buckets_delete DELETE /projects/:project/views/:view/buckets/:bucket
projects views_buckets_post POST /projects/:project/views/:view/buckets/:bucket
projects views_buckets_put PUT /projects/:project/views/:view/buckets
projects views_buckets_tasks POST /projects/:project/views/:view/buckets/:bucket/tasks
projects views_buckets_tasks_get GET 2/projects/:project/views/:view/buckets/tasks
projects_shares create PUT /projects/:project/shares
projects_shares delete DELETE /projects/:project/shares/:share
projects_shares read_all GET /projects/:project/shares
projects_shares read_one GET /projects/:project/shares/:share
projects_teams create PUT /projects/:project/teams
projects_teams delete DELETE /projects/:project/teams/:team
projects_teams read_all GET /projects/:project/teams
projects_teams update POST /projects/:project/teams/:team
projects_users create PUT /projects/:project/users
projects_users delete DELETE /projects/:project/users/:user
projects_users read_all GET /projects/:project/users
projects_users update POST /projects/:project/users/:user
projects_views create PUT /projects/:project/views
projects_views delete DELETE /projects/:project/views/:view
projects_views read_all GET /projects/:project/views
projects_views read_one GET /projects/:project/views/:view
projects_views update POST /projects/:project/views/:view
projects_views_tasks read_all GET /projects/:project/views/:view/tasks
projects_webhooks create PUT /projects/:project/webhooks
projects_webhooks delete DELETE /projects/:project/webhooks/:webhook
projects_webhooks read_all GET /projects/:project/webhooks
projects_webhooks update POST /projects/:project/webhooks/:webhook
reactions create PUT /:entitykind/:entityid/reactions
reactions delete POST /:entitykind/:entityid/reactions/delete
reactions read_all GET /:entitykind/:entityid/reactions
tasks create PUT /projects/:project/tasks
tasks create_bulk POST 2/projects/:project/tasks/bulk
tasks delete DELETE /tasks/:projecttask
tasks duplicate PUT /tasks/:projecttask/duplicate
tasks position POST /tasks/:task/position
tasks read POST /tasks/:projecttask/read
tasks read_all GET /tasks
tasks read_one GET /tasks/:projecttask
tasks update POST /tasks/:projecttask
tasks update_bulk POST /tasks/bulk
tasks_assignees create PUT /tasks/:projecttask/assignees
tasks_assignees delete DELETE /tasks/:projecttask/assignees/:user
tasks_assignees read_all GET /tasks/:projecttask/assignees
tasks_assignees update_bulk POST /tasks/:projecttask/assignees/bulk
tasks_attachments create PUT /tasks/:task/attachments
tasks_attachments delete DELETE /tasks/:task/attachments/:attachment
tasks_attachments read_all GET /tasks/:task/attachments
tasks_attachments read_one GET /tasks/:task/attachments/:attachment
tasks_comments create PUT /tasks/:task/comments
tasks_comments delete DELETE /tasks/:task/comments/:commentid
tasks_comments read_all GET /tasks/:task/comments
tasks_comments read_one GET /tasks/:task/comments/:commentid
tasks_comments update POST /tasks/:task/comments/:commentid
tasks_labels create PUT /tasks/:projecttask/labels
tasks_labels delete DELETE /tasks/:projecttask/labels/:label
tasks_labels read_all GET /tasks/:projecttask/labels
tasks_labels update_bulk POST /tasks/:projecttask/labels/bulk
tasks_relations create PUT /tasks/:task/relations
tasks_relations delete DELETE /tasks/:task/relations/:relationKind/:otherTask
teams create PUT /teams
teams delete DELETE /teams/:team
teams members_admin POST /teams/:team/members/:user/admin
teams read_all GET /teams
teams read_one GET /teams/:team
teams update POST /teams/:team
teams_members create PUT /teams/:team/members
teams_members delete DELETE /teams/:team/members/:user
webhooks events GET /webhooks/events
`;

type Routes = Readonly<Record<string, { readonly path: string; readonly method: string }>>;

/** What the version after it brought: not there before. */
const newIn25 = ["tasks create_bulk"];
const newIn24 = [
  "feeds access",
  "migration vikunja_file_migrate",
  "migration vikunja_file_status",
  "notifications create",
  "other logout",
  "projects background_get",
  "projects tasks_by_index",
  "projects users_search",
  "projects views_buckets_tasks_get",
];
const newIn23 = [
  "caldav access",
  "migration csv_detect",
  "migration csv_migrate",
  "migration csv_preview",
  "migration csv_status",
  "migration wekan_migrate",
  "migration wekan_status",
  "other ws",
  "tasks duplicate",
  "tasks update_bulk",
  "tasks_assignees update_bulk",
  "tasks_labels update_bulk",
];

const onlyBefore24 = `
migration vikunja-file_migrate PUT /migration/vikunja-file/migrate
migration vikunja-file_status GET /migration/vikunja-file/status
`;
const onlyIn23 = "oauth authorize POST /oauth/authorize\n";
const onlyBefore23 = `
tasks assignees_bulk POST /tasks/:projecttask/assignees/bulk
tasks bulk POST /tasks/bulk
tasks labels_bulk POST /tasks/:projecttask/labels/bulk
`;

/** By group and permission, as `GET /routes` of each version tells it. */
const byVersion: Readonly<Record<SandboxVersion, Readonly<Record<string, Routes>>>> = {
  "2.5": parse(offered, []),
  "2.4": parse(offered, newIn25),
  "2.3": parse(offered + onlyBefore24 + onlyIn23, [...newIn25, ...newIn24]),
  "1.1": parse(offered + onlyBefore24 + onlyBefore23, [...newIn25, ...newIn24, ...newIn23]),
};

export function permissionRoutes({ as }: Pick<World, "as">): Readonly<Record<string, Routes>> {
  return byVersion[as];
}

/** Whether a token can be given the group, or the permission of the group. */
export function offers(
  world: Pick<World, "as">,
  group: string,
  permission?: string,
): boolean {
  const groups = permissionRoutes(world);
  const routes = Object.hasOwn(groups, group) ? groups[group] : undefined;
  if (routes === undefined || permission === undefined) return routes !== undefined;
  return Object.hasOwn(routes, permission);
}

/** All there is, for a token that may do everything. */
export function everyPermission(
  world: Pick<World, "as">,
): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    Object.entries(permissionRoutes(world)).map(([group, routes]) => [group, Object.keys(routes)]),
  );
}

/** What the permission of that name is called; `null`: API tokens are never allowed it. */
export function permissionIn({ as }: Pick<World, "as">, need: string): string | null {
  if (as !== "1.1") return need;
  if (need === "tasks.update_bulk") return "tasks.bulk";
  return need.endsWith(".update_bulk") ? null : need;
}

function parse(
  list: string,
  absent: readonly string[],
): Readonly<Record<string, Routes>> {
  const groups: Record<string, Record<string, { path: string; method: string }>> = {};
  for (const line of list.trim().split("\n")) {
    if (line === "" || absent.some((one) => line.startsWith(`${one} `))) continue;
    const [group = "", permission = "", method = "", path = ""] = line.split(" ");
    (groups[group] ??= {})[permission] = { path: fullPath(path), method };
  }
  return groups;
}

function fullPath(path: string): string {
  if (path.startsWith("=")) return path.slice(1);
  return path.startsWith("2") ? `/api/v2${path.slice(1)}` : `/api/v1${path}`;
}
