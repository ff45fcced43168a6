import assert from "node:assert/strict";
import { findRoute } from "@/adapters/http/find_route.ts";
import { jsonAnswer, type Route } from "@/adapters/http/routes.ts";

function route(method: Route["method"], path: string): Route {
  const handle = () => Promise.resolve(jsonAnswer(path));
  return { method, path, isPublic: true, maxBytes: 10, handle };
}

const routes = [
  route("GET", "/v1/tasks"),
  route("POST", "/v1/tasks"),
  route("GET", "/v1/tasks/:task"),
  route("DELETE", "/v1/tasks/:task/leases/:lease"),
];

function found(method: string, target: string) {
  const result = findRoute(routes, method, target);
  if ("answer" in result) {
    if (result.answer.kind !== "text") throw new Error("another kind of answer");
    const { status, headers = {}, body } = result.answer;
    return { status, allow: headers["allow"], code: JSON.parse(body).error.code };
  }
  return { path: result.route.path, params: result.params, query: [...result.query] };
}

Deno.test("findRoute() finds by method and path, and reads the query", () => {
  assert.deepEqual(found("POST", "/v1/tasks?a=1&b=x%20y"), {
    path: "/v1/tasks",
    params: {},
    query: [["a", "1"], ["b", "x y"]],
  });
});

Deno.test("findRoute() decodes the parts that stand for names", () => {
  assert.deepEqual(found("DELETE", "/v1/tasks/%2342/leases/a%2Fb"), {
    path: "/v1/tasks/:task/leases/:lease",
    params: { task: "#42", lease: "a/b" },
    query: [],
  });
});

Deno.test("findRoute() takes a part that is not valid encoding as it stands", () => {
  assert.deepEqual(found("GET", "/v1/tasks/100%"), {
    path: "/v1/tasks/:task",
    params: { task: "100%" },
    query: [],
  });
});

Deno.test("findRoute() answers 404 where there is nothing", () => {
  for (const target of ["/", "/v1", "/v1/tasks/a/b", "/V1/tasks", "/v1/tasks/a/leases"]) {
    assert.deepEqual(found("GET", target), { status: 404, allow: undefined, code: "NOT_FOUND" });
  }
});

Deno.test("findRoute() answers 405 with what is allowed", () => {
  const answer = { status: 405, allow: "GET, POST", code: "USAGE" };
  assert.deepEqual(found("DELETE", "/v1/tasks"), answer);
  assert.deepEqual(found("PROPFIND", "/v1/tasks"), answer);
});
