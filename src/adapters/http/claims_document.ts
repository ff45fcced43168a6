import type { Json } from "@/domain/json.ts";

const string = { type: "string" };
const integer = { type: "integer" };
const nullable = (type: string) => ({ type: [type, "null"] });
const instant = { type: "string", format: "date-time" };

function object(properties: Readonly<Record<string, Json>>, optional: readonly string[] = []) {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: "object", properties, required };
}

const list = (items: Json) => ({ type: "array", items });
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const oneOf = (...names: string[]) => ({ oneOf: names.map(ref) });

const task = {
  ...string,
  description: "The ID that `task` shows, UUID, at least 8 characters of it, or # and Vikunja's id",
};
const agent = { ...string, description: "Who wants it, for people; the token is what protects" };
const forMs = { ...integer, minimum: 1, description: "Length of the lease in milliseconds" };
const token = { ...integer, minimum: 1, description: "Grows with every claim of the task" };
const ok = (value: boolean) => ({ type: "boolean", const: value });

const schemas = {
  Granted: object({
    ...{ ok: ok(true), task: string, title: string },
    ...{ agent, token, until: instant, version: integer },
  }),
  Refused: object({
    ok: ok(false),
    task: string,
    title: string,
    lockedBy: nullable("string"),
    until: nullable("string"),
    status: string,
  }),
  NothingFree: object({ ok: ok(false), task: { type: "null" } }),
  Released: object({ ok: ok(true), task: string, title: string }),
  AllGranted: object({ ok: ok(true), claims: list(ref("Granted")) }),
  ClaimRow: object({
    task: string,
    title: string,
    agent,
    token,
    until: instant,
    expired: { type: "boolean" },
    version: integer,
  }),
  ClaimList: object({ claims: list(ref("ClaimRow")) }),
  ReapedList: object({ reaped: list(object({ task: string, agent, token })) }),
  Edited: object({
    ok: ok(true),
    task: string,
    title: string,
    version: integer,
    pending: list({ enum: ["taskwarrior", "vikunja"] }),
  }),
  StaleEdit: object(
    {
      ok: ok(false),
      task: string,
      title: string,
      because: { enum: ["version", "token"] },
      expected: integer,
      actual: integer,
      lockedBy: nullable("string"),
      until: nullable("string"),
    },
    ["expected", "actual", "lockedBy", "until"],
  ),
  Error: object({
    error: object(
      { code: string, message: string, hint: nullable("string"), retryable: { type: "boolean" } },
      ["retryable"],
    ),
  }),
};

function operation(summary: string, answer: Json, body?: Json) {
  const content = (schema: Json) => ({ "application/json": { schema } });
  return {
    summary,
    ...(body === undefined ? {} : { requestBody: { required: true, content: content(body) } }),
    responses: {
      "200": { description: "Done, or refused: see `ok`", content: content(answer) },
      default: { description: "What went wrong", content: content(ref("Error")) },
    },
  };
}

/** OpenAPI 3.1 of the routes for claims and edits. */
export const claimsDocument = {
  openapi: "3.1.0",
  info: {
    title: "vikunja-sync: claims",
    version: "1",
    description:
      "On the Unix socket of `vikunja-sync serve`. A task is held at `until`, free after it.",
  },
  servers: [{ url: "http://daemon" }],
  paths: {
    "/v1/claims": {
      get: operation("Every lease, also those that are over and not reaped yet", ref("ClaimList")),
      post: operation(
        "Claim a task",
        oneOf("Granted", "Refused"),
        object({ task, agent, forMs }),
      ),
    },
    "/v1/claims/batch": {
      post: operation(
        "Claim several tasks, all or nothing",
        oneOf("AllGranted", "Refused"),
        object({ tasks: { ...list(task), minItems: 1 }, agent, forMs }),
      ),
    },
    "/v1/claims/next": {
      post: operation(
        "Claim the most urgent of the free tasks that can be begun",
        oneOf("Granted", "NothingFree"),
        object({
          filter: object({
            project: nullable("string"),
            tag: nullable("string"),
            unready: { type: "boolean" },
          }, ["project", "tag", "unready"]),
          agent,
          forMs,
        }, ["filter"]),
      ),
    },
    "/v1/claims/renew": {
      post: operation(
        "Renew a lease by its token, also one that is over and nobody has replaced",
        oneOf("Granted", "Refused"),
        object({ task, token, forMs }),
      ),
    },
    "/v1/claims/release": {
      post: operation(
        "Release a task by its token; once more is the same as once",
        oneOf("Released", "Refused"),
        object({ task, token }),
      ),
    },
    "/v1/claims/reap": {
      post: operation("End every lease that is over", ref("ReapedList"), object({})),
    },
    "/v1/edit": {
      post: operation(
        "Change a task on both sides; refused where the version or the token is stale",
        oneOf("Edited", "StaleEdit"),
        object({
          task,
          changes: { type: "object", additionalProperties: string },
          ifVersion: nullable("integer"),
          token: nullable("integer"),
        }, ["ifVersion", "token"]),
      ),
    },
    "/openapi.json": { get: operation("This document", { type: "object" }) },
  },
  components: { schemas },
} as const satisfies Json;
