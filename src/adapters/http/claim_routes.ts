import * as v from "valibot";
import type { Json } from "@/domain/json.ts";
import type { Claims } from "@/ports/claims.ts";
import type { TaskEdits } from "@/ports/task_edits.ts";
import { claimsDocument } from "@/adapters/http/claims_document.ts";
import { readBody } from "@/adapters/http/json_body.ts";
import { jsonAnswer, type Route } from "@/adapters/http/routes.ts";

const maxBytes = 1024 * 1024;

/** Names of tasks, projects, tags and agents. */
const text = v.pipe(
  v.string(),
  v.nonEmpty(),
  v.maxLength(1_000),
  v.check((given) => !/\p{Cc}/u.test(given), "has control characters"),
);
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
/** Ten years, as on the command line. */
const forMs = v.pipe(count, v.maxValue(3_653 * 86_400_000));
const options = { agent: text, forMs };
const filter = v.object({
  project: v.optional(v.nullable(text), null),
  tag: v.optional(v.nullable(text), null),
  unready: v.optional(v.boolean(), false),
});

/** Shapes of what is sent to each route. */
const bodies = {
  claim: v.object({ task: text, ...options }),
  batch: v.object({ tasks: v.pipe(v.array(text), v.minLength(1), v.maxLength(1_000)), ...options }),
  next: v.object({ filter: v.optional(filter, {}), ...options }),
  renew: v.object({ task: text, token: count, forMs }),
  release: v.object({ task: text, token: count }),
  nothing: v.object({}),
  edit: v.object({
    task: text,
    changes: v.record(text, v.string()),
    ifVersion: v.optional(v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(0))), null),
    token: v.optional(v.nullable(count), null),
  }),
};

export interface ClaimRouteDeps {
  /** Asked anew at each request: they change when the configuration is read again. */
  readonly claims: () => Claims;
  readonly edits: () => TaskEdits;
}

/**
 * Claims over HTTP. What somebody else holds is an answer (`{"ok":false,…}`, 200) like what is granted;
 * errors are those of every route.
 */
export function claimRoutes({ claims, edits }: ClaimRouteDeps): readonly Route[] {
  return [
    get("/v1/claims", async () => ({ claims: await claims().listClaims() })),
    post("/v1/claims", bodies.claim, ({ task, ...rest }) => claims().claimTask(task, rest)),
    post(
      "/v1/claims/batch",
      bodies.batch,
      ({ tasks, ...rest }) => claims().batchClaimTasks(tasks, rest),
    ),
    post(
      "/v1/claims/next",
      bodies.next,
      ({ filter, ...rest }) => claims().claimNextTask(filter, rest),
    ),
    post("/v1/claims/renew", bodies.renew, ({ task, ...rest }) => claims().renewLease(task, rest)),
    post(
      "/v1/claims/release",
      bodies.release,
      ({ task, token }) => claims().releaseTask(task, token),
    ),
    post(
      "/v1/claims/reap",
      bodies.nothing,
      async () => ({ reaped: await claims().cleanupExpiredLocks() }),
    ),
    post("/v1/edit", bodies.edit, (edit, signal) => edits().edit(edit, signal)),
    get("/openapi.json", () => Promise.resolve(claimsDocument)),
  ];
}

function get(path: string, answer: () => Promise<object>): Route {
  return { ...base("GET", path), handle: async () => jsonAnswer(await answer() as Json) };
}

function post<const S extends v.GenericSchema>(
  path: string,
  schema: S,
  act: (input: v.InferOutput<S>, signal: AbortSignal) => Promise<object>,
): Route {
  return {
    ...base("POST", path),
    handle: async (request) =>
      jsonAnswer(await act(readBody(schema, request.body), request.signal) as Json),
  };
}

function base(method: Route["method"], path: string) {
  return { method, path, isPublic: false, maxBytes };
}
