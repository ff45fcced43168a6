import { SyncError } from "@/domain/errors.ts";
import type { Permission as NeededPermission, PermissionCheck } from "@/ports/account.ts";
import type { Call, Client } from "@/adapters/vikunja/client/client.ts";
import type { ServerKind } from "@/adapters/vikunja/client/server_kind.ts";

/** With a request that shows whether the token has it. */
interface Permission extends NeededPermission {
  /** What it is for, in words. */
  readonly for: string;
  readonly probe: Pick<Call, "method" | "path" | "body">;
}

/** No task and no project has this id, the greatest that JSON can say. */
const nobody = Number.MAX_SAFE_INTEGER;

/** What a server of that kind calls it, where it has it at all. */
interface Offered extends Permission {
  readonly on?: (kind: ServerKind) => boolean;
}

/** Those of what this program needs that a server of that kind has. */
export function neededPermissions(kind: ServerKind): readonly Permission[] {
  return everything.filter(({ on }) => on?.(kind) ?? true).map(({ on: _, ...permission }) =>
    permission
  );
}

/**
 * Each with a request that would need it and cannot do anything: it names what does not exist, or lacks what
 * must be there. Recorded: the permission is judged first, with 401; whoever has it gets another refusal.
 */
const everything: readonly Offered[] = [
  need("projects", "read_all", "see the projects", "GET", "/v1/projects?per_page=1"),
  need("projects", "create", "make projects", "PUT", "/v1/projects", { title: "" }),
  need("tasks", "read_all", "see what changed", "GET", "/v1/tasks?per_page=1"),
  need("tasks", "read_one", "look at one task", "GET", `/v1/tasks/${nobody}`),
  need("tasks", "create", "add tasks", "PUT", `/v1/projects/${nobody}/tasks`, { title: "x" }),
  {
    ...need("tasks", "create_bulk", "add many tasks", "POST", `/v2/projects/${nobody}/tasks/bulk`, {
      tasks: [],
    }),
    on: ({ createsMany }) => createsMany,
  },
  {
    ...need(
      "tasks",
      "update",
      "change tasks where that is not to be had",
      "POST",
      `/v1/tasks/${nobody}`,
      {},
    ),
    on: ({ api }) => api === 2,
  },
  changeMany("update_bulk"),
  changeMany("bulk"),
  need("tasks", "delete", "delete tasks", "DELETE", `/v1/tasks/${nobody}`),
  need("labels", "read_all", "see the labels", "GET", "/v1/labels?per_page=1"),
  need("labels", "create", "make labels", "PUT", "/v1/labels", { title: 0 }),
  need("tasks_labels", "create", "label tasks", "PUT", `/v1/tasks/${nobody}/labels`, {
    label_id: nobody,
  }),
  {
    ...need(
      "tasks_labels",
      "update_bulk",
      "label new tasks",
      "POST",
      `/v1/tasks/${nobody}/labels/bulk`,
      { labels: [] },
    ),
    on: ({ setsLabels }) => setsLabels,
  },
  need(
    "tasks_labels",
    "delete",
    "take labels off",
    "DELETE",
    `/v1/tasks/${nobody}/labels/${nobody}`,
  ),
  need("tasks_comments", "read_all", "read comments", "GET", `/v1/tasks/${nobody}/comments`),
  need("tasks_comments", "create", "comment", "PUT", `/v1/tasks/${nobody}/comments`, {
    comment: "x",
  }),
  need(
    "tasks_comments",
    "update",
    "edit comments",
    "POST",
    `/v1/tasks/${nobody}/comments/${nobody}`,
    {
      comment: "x",
    },
  ),
  need(
    "tasks_comments",
    "delete",
    "delete comments",
    "DELETE",
    `/v1/tasks/${nobody}/comments/${nobody}`,
  ),
  need(
    "tasks_relations",
    "create",
    "make tasks depend",
    "PUT",
    `/v1/tasks/${nobody}/relations`,
    { other_task_id: nobody, relation_kind: "blocked" },
  ),
  need(
    "tasks_relations",
    "delete",
    "end dependencies",
    "DELETE",
    `/v1/tasks/${nobody}/relations/blocked/${nobody}`,
  ),
  {
    ...need(
      "projects",
      "projectusers",
      "see who may see a project",
      "GET",
      `/v1/projects/${nobody}/projectusers`,
    ),
    use: "claims",
  },
  { ...need("other", "user", "see whose token it is", "GET", "/v1/user"), use: "claims" },
  assign("create", "assign", "PUT", `/v1/tasks/${nobody}/assignees`, { user_id: nobody }),
  assign("delete", "take assignees off", "DELETE", `/v1/tasks/${nobody}/assignees/${nobody}`),
  board("views_buckets", "see the columns of boards", "GET", ""),
  board("views_buckets_tasks", "move cards", "POST", `/${nobody}/tasks`, { task_id: nobody }),
  hook("read_all", "see webhooks", "GET", `/v1/projects/${nobody}/webhooks`),
  hook("create", "set up webhooks", "PUT", `/v1/projects/${nobody}/webhooks`, {
    target_url: "http://localhost/",
    events: ["task.updated"],
  }),
  hook("delete", "remove webhooks", "DELETE", `/v1/projects/${nobody}/webhooks/${nobody}`),
];

function need(
  group: string,
  action: string,
  what: string,
  ...[method, path, body]: ProbeParts
): Permission {
  const probe = body === undefined ? { method, path } : { method, path, body };
  return { group, action, for: what, use: "sync", probe };
}

/** One call, called one thing by older servers and another by newer ones. */
function changeMany(action: ServerKind["bulkPermission"]): Offered {
  const probe = { task_ids: [] };
  return {
    ...need("tasks", action, "change tasks", "POST", "/v1/tasks/bulk", probe),
    on: ({ bulkPermission }) => bulkPermission === action,
  };
}

function assign(action: string, what: string, ...probe: ProbeParts): Permission {
  return { ...need("tasks_assignees", action, what, ...probe), use: "claims" };
}

function board(
  action: string,
  what: string,
  method: Call["method"],
  path: string,
  body?: unknown,
): Permission {
  const place = `/v1/projects/${nobody}/views/${nobody}/buckets${path}`;
  const probe: ProbeParts = body === undefined ? [method, place] : [method, place, body];
  return { ...need("projects", action, what, ...probe), use: "boards" };
}

function hook(action: string, what: string, ...probe: ProbeParts): Permission {
  return { ...need("projects_webhooks", action, what, ...probe), use: "webhooks" };
}

type ProbeParts = [method: Call["method"], path: string, body?: unknown];

/**
 * Tries each permission on the server; changes nothing there.
 * @throws {SyncError} `SERVER_UNAVAILABLE`, `SERVER_ANSWER`: the server cannot be asked.
 */
export async function checkPermissions(
  client: Client,
  kind: ServerKind,
  signal: AbortSignal,
): Promise<PermissionCheck> {
  const purpose = { doing: "test the token", permission: "none" };
  if (await isRefused(client, { method: "GET", path: "/v1/token/test", ...purpose }, signal)) {
    return { tokenWorks: false, missing: [] };
  }
  const missing: Permission[] = [];
  const needed = neededPermissions(kind);
  for (const permission of needed) {
    const { group, action, probe } = permission;
    const call = { ...probe, doing: "test the token", permission: `${group}: ${action}` };
    if (await isRefused(client, call, signal)) missing.push(permission);
  }
  // Before 2.4 nothing else tells a token that the server does not know.
  const isUnknown = !kind.knowsTokens && missing.length === needed.length;
  return isUnknown ? { tokenWorks: false, missing: [] } : { tokenWorks: true, missing };
}

/** Whether the answer is 401; every other answer of Vikunja shows that it was let through. */
async function isRefused(client: Client, call: Call, signal: AbortSignal): Promise<boolean> {
  try {
    await client.call(call, signal);
    return false;
  } catch (thrown) {
    if (!(thrown instanceof SyncError)) throw thrown;
    if (thrown.code === "AUTH") return true;
    const isAnswer = ["FORBIDDEN", "NOT_FOUND", "SERVER_REFUSED", "ARCHIVED"].includes(thrown.code);
    if (isAnswer) return false;
    throw thrown;
  }
}
