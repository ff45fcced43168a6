import type { Answer, Call, Dialect, Route } from "../http/call.ts";
import type { Behaviour } from "../version.ts";
import { patched } from "../v2/patch.ts";
import { accountOperations } from "./accounts.ts";
import { commentOperations } from "./comments.ts";
import { filterOperations } from "./filters.ts";
import { labelOperations } from "./labels.ts";
import type { Operation } from "./operation.ts";
import { projectOperations } from "./projects.ts";
import { taskPartOperations } from "./task_parts.ts";
import { taskLabelOperations } from "./task_labels.ts";
import { taskOperations } from "./tasks.ts";
import { viewTaskOperations } from "./view_tasks.ts";
import { viewOperations } from "./views.ts";
import { webhookOperations } from "./webhooks.ts";

const operations: readonly Operation[] = [
  ...accountOperations,
  ...projectOperations,
  ...viewOperations,
  ...filterOperations,
  ...taskOperations,
  ...viewTaskOperations,
  ...taskLabelOperations,
  ...commentOperations,
  ...taskPartOperations,
  ...labelOperations,
  ...webhookOperations,
];

/** Every operation that a server of that version has, as this dialect spells it. */
export function routesOf(dialect: Dialect, as: Behaviour): readonly Route[] {
  const spoken = operations.filter(({ only, isThere }) =>
    (only === null || only === dialect.version) && isThere(as)
  );
  const routes = spoken.map((operation) => routeOf(dialect, operation));
  return dialect.version === 1 ? routes : [...routes, ...patches(dialect, spoken)];
}

function routeOf(dialect: Dialect, operation: Operation): Route {
  const { path, needs, kind } = operation;
  const method = dialect.verbs[kind];
  return { method, path, needs, run: (call) => answerOf(dialect, operation, call) };
}

function answerOf(dialect: Dialect, operation: Operation, call: Call): Answer {
  switch (operation.kind) {
    case "list":
      return dialect.listed(call, operation.run(call));
    case "read":
      return dialect.shown(call, operation.run(call));
    case "create":
      return dialect.created(call, operation.run(call));
    case "update":
      return dialect.updated(call, operation.run(call));
    case "set":
      return dialect.replaced(call, operation.run(call));
    case "remove":
      operation.run(call);
      return dialect.removed(call);
    case "ask":
    case "act":
      return dialect.said(call, operation.run(call));
  }
}

/** What is stored by a PATCH is never converted from Markdown. */
function patches(dialect: Dialect, spoken: readonly Operation[]): readonly Route[] {
  return spoken.flatMap((update) => {
    const read = spoken.find(({ kind, path }) => kind === "read" && path === update.path);
    if (update.kind !== "update" || read === undefined) return [];
    const [reading, replacing] = [routeOf(dialect, read), routeOf(dialect, update)];
    const needs = [read, update].flatMap((one) => typeof one.needs === "string" ? [] : one.needs);
    const run = (call: Call) =>
      patched({ ...call, query: new URLSearchParams() }, reading.run, replacing.run);
    return [{ method: "PATCH", path: update.path, needs, run }];
  });
}
