import type { Client } from "@/adapters/vikunja/client/client.ts";
import { createApi } from "@/adapters/vikunja/api_calls.ts";
import { tellEverything } from "@/adapters/vikunja/everything.ts";
import { readServerFacts } from "@/adapters/vikunja/info.ts";
import { objectOf } from "@/adapters/vikunja/lists.ts";
import { checkPermissions, neededPermissions } from "@/adapters/vikunja/permissions.ts";
import type { ServerKind } from "@/adapters/vikunja/client/server_kind.ts";
import { createWebhooks } from "@/adapters/vikunja/webhooks.ts";
import { SyncError } from "@/domain/errors.ts";
import type { Account } from "@/ports/account.ts";

/** Closes the client when it is disposed of. */
export function createAccount(client: Client): Account {
  let kind: ServerKind | null = null;
  return {
    async server(signal) {
      const facts = await readServerFacts(client, signal);
      kind = facts.kind;
      const { version } = facts;
      return { version, isOld: !kind.createsMany, needed: neededPermissions(kind) };
    },
    async permissions(signal) {
      kind ??= (await readServerFacts(client, signal)).kind;
      return await checkPermissions(client, kind, signal);
    },
    async everything(signal) {
      const api = createApi(client, await readServerFacts(client, signal));
      return await tellEverything(api, signal);
    },
    clockOffset: () => client.clock.offset(),
    webhooks: createWebhooks(client),
    async makeTask(project, title, signal) {
      const call = {
        method: "PUT",
        path: `/v1/projects/${project}/tasks`,
        once: true,
        body: { title },
        doing: "make a task to try things with",
        permission: "tasks: create",
      } as const;
      return Number(objectOf((await client.call(call, signal)).body, call)["id"]);
    },
    async hasTask(id, signal) {
      try {
        await client.call({
          method: "GET",
          path: `/v1/tasks/${id}`,
          doing: `look at task ${id}`,
          permission: "tasks: read_one",
        }, signal);
        return true;
      } catch (thrown) {
        if (thrown instanceof SyncError && thrown.code === "NOT_FOUND") return false;
        throw thrown;
      }
    },
    async removeTask(id, signal) {
      await client.call({
        method: "DELETE",
        path: `/v1/tasks/${id}`,
        doing: `remove task ${id}`,
        permission: "tasks: delete",
      }, signal);
    },
    [Symbol.dispose]: () => client.close(),
  };
}
