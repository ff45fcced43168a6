import assert from "node:assert/strict";
import { openApiDocument } from "@/adapters/http/openapi.ts";
import { listen } from "@/adapters/http/server.ts";
import { operationsOf } from "@tests/support/operations.ts";
import { servedRoutes } from "@tests/support/served_routes.ts";
import { socketClient } from "@tests/support/socket_client.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}

const document = openApiDocument() as unknown as Document;

Deno.test("GET /openapi.json describes every route there is, and no other", async () => {
  using folder = tempFolder();
  const path = folder.file("socket");
  const routes = servedRoutes(operationsOf({}));
  await using _server = await listen({ kind: "socket", path }, { routes, isPublic: false });
  using client = socketClient(path);
  assert.deepEqual((await client.get("/openapi.json")).body, document);
  const served = routes.map(({ method, path }) => `${method.toLowerCase()} ${path}`);
  const described = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`)
  );
  assert.deepEqual(described.toSorted(), served.toSorted());
});

Deno.test("every schema that the document refers to is in it", () => {
  const names = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]*)"/g)];
  assert.ok(names.length > 20);
  for (const [, ref = ""] of names) {
    const name = /^#\/components\/schemas\/(\w+)$/.exec(ref)?.[1] ?? ref;
    assert.ok(name in document.components.schemas, ref);
  }
});

Deno.test("the document says what a request may hold and what its answers are", () => {
  const next = document.paths["/v1/claims/next"]?.["post"];
  const text = { type: "string", minLength: 1, maxLength: 1_000 };
  const orNull = { anyOf: [text, { type: "null" }], default: null };
  const told = JSON.parse(JSON.stringify(next));
  const { properties, required } = told.requestBody.content["application/json"].schema;
  assert.deepEqual(properties.filter.properties, {
    project: orNull,
    tag: orNull,
    unready: { type: "boolean", default: false },
  });
  assert.deepEqual(required, ["agent", "forMs"]);
  assert.deepEqual(told.responses["200"].content["application/json"].schema, {
    oneOf: [
      { $ref: "#/components/schemas/Granted" },
      { $ref: "#/components/schemas/NothingFree" },
    ],
  });
});
