import type { Json, JsonObject } from "@/domain/json.ts";
import type { BatchResult, ClaimRow, Claims, Granted, NothingFree } from "@/ports/claims.ts";
import type { Reaped, Refused, Released } from "@/ports/claims.ts";
import type { Edited, TaskEdits } from "@/ports/task_edits.ts";
import type { DaemonClient } from "@/adapters/http/daemon_client.ts";

type Call = DaemonClient["call"];

/** Claims as the daemon keeps them. */
export function remoteClaims({ call }: { readonly call: Call }): Claims {
  const post = async <T>(path: string, body: object): Promise<T> =>
    await call("POST", `/v1/claims${path}`, body as Json) as T;
  const list = async (method: string, path: string, name: string) =>
    (await call(method, path, {}) as JsonObject)[name] as unknown;
  return {
    claimTask: (task, options) => post<Granted | Refused>("", { task, ...options }),
    batchClaimTasks: (tasks, options) => post<BatchResult>("/batch", { tasks, ...options }),
    claimNextTask: (filter, options) =>
      post<Granted | NothingFree>("/next", { filter, ...options }),
    renewLease: (task, lease) => post<Granted | Refused>("/renew", { task, ...lease }),
    releaseTask: (task, token) => post<Released | Refused>("/release", { task, token }),
    cleanupExpiredLocks: async () =>
      await list("POST", "/v1/claims/reap", "reaped") as readonly Reaped[],
    listClaims: async () => await list("GET", "/v1/claims", "claims") as readonly ClaimRow[],
  };
}

export function remoteEdits({ call }: { readonly call: Call }): TaskEdits {
  return {
    edit: async (edit) => await call("POST", "/v1/edit", edit as unknown as Json) as Edited,
  };
}
