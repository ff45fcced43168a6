import { toJsonSchema } from "@valibot/to-json-schema";
import * as v from "valibot";
import type { Json, JsonObject } from "@/domain/json.ts";
import { type OperationName, operationNames, operations } from "@/ports/operations_table.ts";
import * as claims from "@/ports/schemas/claims.ts";
import * as edits from "@/ports/schemas/edits.ts";
import * as status from "@/ports/schemas/status.ts";
import { progress, syncSummary } from "@/ports/schemas/sync.ts";

/** Shapes with a name of their own in the document. */
const shapes = {
  Granted: claims.granted,
  Refused: claims.refused,
  NothingFree: claims.nothingFree,
  Released: claims.released,
  AllGranted: claims.allGranted,
  ClaimRow: claims.claimRow,
  Reaped: claims.reaped,
  Edited: edits.edited,
  StaleEdit: edits.staleEdit,
  DaemonStatus: status.daemonStatus,
  Status: status.status,
  PendingPush: status.pendingPush,
  LeftOut: status.leftOut,
  RejectedMessage: status.rejected,
  Health: status.health,
  SyncSummary: syncSummary,
  Progress: progress,
};

const error = v.object({
  error: v.object({
    code: v.string(),
    message: v.string(),
    hint: v.nullable(v.string()),
    retryable: v.exactOptional(v.boolean()),
  }),
});

/** OpenAPI 3.1 of every operation of the table. */
export function openApiDocument(): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const name of operationNames) {
    const { method, path } = operations[name];
    paths[path] = { ...paths[path], [method.toLowerCase()]: operationOf(name) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "vikunja-sync",
      version: "1",
      description:
        "On the Unix socket of `vikunja-sync serve`; what says so is offered over TCP, " +
        "too. A task is held at `until`, free after it.",
    },
    servers: [{ url: "http://daemon" }],
    paths: { ...paths, "/openapi.json": { get: documentItself } },
    components: { schemas: componentSchemas() },
  };
}

const documentItself = {
  operationId: "openapi",
  summary: "This document",
  responses: responses("application/json", { type: "object" }),
};

function operationOf(name: OperationName): Json {
  const { summary, method, input, answers, isOpen } = operations[name];
  const common = {
    operationId: name,
    summary,
    ...(isOpen ? { description: "Also on the TCP address, with `serve --metrics`." } : {}),
    responses: responsesOf(name, answers),
  };
  if (method === "GET") return common;
  const content = { "application/json": { schema: schemaOf(input, "input") } };
  return { ...common, requestBody: { required: true, content } };
}

function responsesOf(name: OperationName, answers: "plain" | "progress" | "text"): Json {
  const { output, wire } = operations[name];
  const shown = schemaOf(output, "output");
  const schema = wire === null ? shown : within(wire, shown);
  switch (answers) {
    case "plain":
      return responses("application/json", schema);
    case "progress":
      return responses("application/x-ndjson", {
        description: "A line each: progress and signs of life, then the result or what went wrong",
        oneOf: [
          within("progress", ref("Progress")),
          within("alive", { const: true }),
          schema,
          ref("Error"),
        ],
      });
    case "text":
      return responses("text/plain", schema);
  }
}

function responses(type: string, schema: Json): Json {
  return {
    "200": { description: "Done, or refused: see `ok`", content: { [type]: { schema } } },
    default: {
      description: "What went wrong",
      content: { "application/json": { schema: ref("Error") } },
    },
  };
}

function within(name: string, schema: Json): JsonObject {
  return { type: "object", properties: { [name]: schema }, required: [name] };
}

function ref(name: string): JsonObject {
  return { $ref: `#/components/schemas/${name}` };
}

function componentSchemas(): Json {
  const all = { ...shapes, Error: error };
  return Object.fromEntries(
    Object.entries(all).map(([name, schema]) => [
      name,
      converted(
        schema,
        "output",
        Object.fromEntries(
          Object.entries(shapes).filter(([other]) => other !== name),
        ),
      ),
    ]),
  );
}

type Mode = "input" | "output";

function schemaOf(schema: v.GenericSchema, mode: Mode): Json {
  return converted(schema, mode, shapes);
}

function converted(
  schema: v.GenericSchema,
  typeMode: Mode,
  definitions: Readonly<Record<string, v.GenericSchema>>,
): Json {
  const { $schema: _, $defs: __, ...rest } = toJsonSchema(schema, {
    target: "draft-2020-12",
    typeMode,
    // A rule that only a function can tell, as «has no control characters», is not told.
    errorMode: "ignore",
    definitions,
    overrideRef: ({ referenceId }) => `#/components/schemas/${referenceId}`,
  });
  return JSON.parse(JSON.stringify(rest));
}
