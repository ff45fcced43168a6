import type { RawObject } from "@/adapters/vikunja/answers.ts";
import type { Call, Client } from "@/adapters/vikunja/client/client.ts";
import type { HookProject, ServerHook, Webhooks } from "@/ports/webhooks.ts";
import { allPages, listV1, objectOf } from "@/adapters/vikunja/lists.ts";

const perPage = 50;

/** By v1: every version has it. */
export function createWebhooks(client: Client): Webhooks {
  const all = async (call: Call, signal: AbortSignal): Promise<readonly RawObject[]> => {
    const page = (number: number) =>
      listV1(
        client,
        { ...call, query: { ...call.query, page: number, per_page: perPage } },
        signal,
      );
    return (await allPages(page)).items;
  };
  return {
    async projects(signal) {
      const call: Call = {
        method: "GET",
        path: "/v1/projects",
        query: { is_archived: true },
        doing: "list the projects",
        permission: "projects: read_all",
      };
      return (await all(call, signal)).map(projectOf).filter(({ id }) => id > 0);
    },
    async list(projectId, signal) {
      const call: Call = {
        method: "GET",
        path: `/v1/projects/${projectId}/webhooks`,
        doing: `list the webhooks of project ${projectId}`,
        permission: "projects_webhooks: read_all",
      };
      return (await all(call, signal)).map((raw) => hookOf(raw, projectId));
    },
    async create(projectId, { url, events, secret, auth }, signal) {
      const call: Call = {
        method: "PUT",
        path: `/v1/projects/${projectId}/webhooks`,
        once: true,
        body: { target_url: url, events, secret, ...basicAuth(auth) },
        doing: `set up a webhook of project ${projectId}`,
        permission: "projects_webhooks: create",
      };
      return hookOf(objectOf((await client.call(call, signal)).body, call), projectId);
    },
    async remove(projectId, id, signal) {
      await client.call({
        method: "DELETE",
        path: `/v1/projects/${projectId}/webhooks/${id}`,
        doing: `remove webhook ${id} of project ${projectId}`,
        permission: "projects_webhooks: delete",
      }, signal);
    },
  };
}

function basicAuth(auth: string | null) {
  if (auth === null) return {};
  const at = auth.indexOf(":");
  return { basic_auth_user: auth.slice(0, at), basic_auth_password: auth.slice(at + 1) };
}

function projectOf(raw: RawObject): HookProject {
  return {
    id: Number(raw["id"]),
    title: String(raw["title"] ?? ""),
    parentId: Number(raw["parent_project_id"] ?? 0),
    archived: raw["is_archived"] === true,
  };
}

function hookOf(raw: RawObject, projectId: number): ServerHook {
  const events = Array.isArray(raw["events"]) ? raw["events"].map(String) : [];
  return {
    id: Number(raw["id"]),
    projectId,
    url: String(raw["target_url"] ?? ""),
    events: events.toSorted(),
  };
}
