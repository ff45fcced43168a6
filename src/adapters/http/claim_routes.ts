import * as v from "valibot";
import { SyncError } from "@/domain/errors.ts";
import type { Json } from "@/domain/json.ts";
import type { Claims } from "@/ports/claims.ts";
import type { TaskEdits } from "@/ports/task_edits.ts";
import { claimsDocument } from "@/adapters/http/claims_document.ts";
import { jsonAnswer, type Route, type RouteRequest } from "@/adapters/http/routes.ts";

const maxBytes = 1024 * 1024;

const text = v.pipe(v.string(), v.nonEmpty());
const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const options = { agent: text, forMs: count };
const filter = v.object({
  project: v.optional(v.nullable(text), null),
  tag: v.optional(v.nullable(text), null),
  unready: v.optional(v.boolean(), false),
});

/** Shapes of what is sent to each route. */
const bodies = {
  claim: v.object({ task: text, ...options }),
  batch: v.object({ tasks: v.pipe(v.array(text), v.minLength(1)), ...options }),
  next: v.object({ filter: v.optional(filter, {}), ...options }),
  renew: v.object({ task: text, token: count, forMs: count }),
  release: v.object({ task: text, token: count }),
  nothing: v.object({}),
  edit: v.object({
    task: text,
    changes: v.record(text, v.string()),
    ifVersion: v.optional(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0))), null),
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
    handle: async (request) => jsonAnswer(await act(read(schema, request), request.signal) as Json),
  };
}

function base(method: Route["method"], path: string) {
  return { method, path, isPublic: false, maxBytes };
}

function read<const S extends v.GenericSchema>(
  schema: S,
  { body }: RouteRequest,
): v.InferOutput<S> {
  const given = new TextDecoder().decode(body);
  const parsed = v.safeParse(
    v.pipe(v.string(), v.parseJson(), schema),
    given === "" ? "{}" : given,
  );
  if (parsed.success) return parsed.output;
  const problems = parsed.issues.map((issue) =>
    [v.getDotPath(issue), issue.message].filter((part) => part !== null).join(": ")
  );
  throw new SyncError("USAGE", `Cannot understand the request: ${problems.join("; ")}`);
}
