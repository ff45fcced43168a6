import { Refusal, SchemaRefusal } from "../errors.ts";
import { accountRoutes as accountsV1 } from "../v1/accounts.ts";
import { labelRoutes as labelsV1 } from "../v1/labels.ts";
import { projectRoutes as projectsV1 } from "../v1/projects.ts";
import { refusedV1 } from "../v1/refusals.ts";
import { taskPartRoutes as taskPartsV1 } from "../v1/task_parts.ts";
import { taskRoutes as tasksV1 } from "../v1/tasks.ts";
import { webhookRoutes as webhooksV1 } from "../v1/webhooks.ts";
import { accountRoutes as accountsV2 } from "../v2/accounts.ts";
import { labelRoutes as labelsV2 } from "../v2/labels.ts";
import { projectRoutes as projectsV2 } from "../v2/projects.ts";
import { refusedV2 } from "../v2/refusals.ts";
import { taskPartRoutes as taskPartsV2 } from "../v2/task_parts.ts";
import { taskRoutes as tasksV2 } from "../v2/tasks.ts";
import { unauthorized } from "../errors.ts";
import { behaviours, type SandboxVersion } from "../version.ts";
import type { World } from "../world.ts";
import { admit, callerOf } from "./auth.ts";
import type { Answer, Route } from "./call.ts";
import type { Incoming } from "./wire.ts";
import type { createRateLimit } from "./rate_limit.ts";
import { createRouter, type Routed } from "./router.ts";

const v1 = [
  ...[...accountsV1, ...projectsV1, ...tasksV1, ...taskPartsV1, ...labelsV1, ...webhooksV1],
];
const v2 = [...accountsV2, ...projectsV2, ...tasksV2, ...taskPartsV2, ...labelsV2];
const createsMany = (one: Route) => one.path === "/projects/:project/tasks/bulk";
const routers: Readonly<Record<SandboxVersion, ReturnType<typeof createRouter>>> = {
  "2.5": createRouter({ "/api/v1": v1, "/api/v2": v2 }),
  "2.4": createRouter({ "/api/v1": v1, "/api/v2": v2.filter((one) => !createsMany(one)) }),
  "2.3": createRouter({ "/api/v1": v1 }),
  "1.1": createRouter({ "/api/v1": v1 }),
};

export interface ApiSettings {
  readonly publicUrl: string;
  readonly rateLimit: ReturnType<typeof createRateLimit>;
  /** Carries out a route: all of it or nothing. */
  readonly transaction: (work: () => Answer) => Answer;
}

/** Answers a request from the data. */
export function answerRequest(world: World, request: Incoming, settings: ApiSettings): Answer {
  const { pathname, query } = split(request.path);
  const routed = routers[world.as](request.method, pathname);
  const early = withoutRoute(routed, request.method);
  if (early !== null) return early;
  const { route, params } = routed as Routed & { readonly kind: "route" };
  const { publicUrl } = settings;
  const isV2 = pathname.startsWith("/api/v2/");
  const limited: Record<string, string> = {};
  const refused = (error: Refusal | SchemaRefusal): Answer =>
    isV2 || error instanceof SchemaRefusal
      ? refusedV2(error, publicUrl)
      : refusedV1(error, behaviours[world.as]);
  const withLimits = (answer: Answer): Answer => ({
    ...answer,
    headers: { ...answer.headers, ...limited },
  });

  try {
    const authorization = request.headers["authorization"];
    const caller = callerOf(world, authorization);
    admit(world, { caller, authorization }, route.needs);
    const verdict = settings.rateLimit(...limitKey(route, request.address, caller?.user.id, isV2));
    Object.assign(limited, verdict.headers);
    if (verdict.refused) return withLimits({ status: 429, body: { message: "Too Many Requests" } });
    const call = {
      ...{ world, publicUrl, params, query },
      ...{ headers: request.headers, bodyText: request.body, isLogin: caller?.token === null },
      get user() {
        if (caller === null) throw unauthorized();
        return caller.user;
      },
    };
    return withLimits(settings.transaction(() => route.run(call)));
  } catch (error) {
    if (error instanceof Refusal || error instanceof SchemaRefusal) {
      return withLimits(refused(error));
    }
    throw error;
  }
}

/** Without parsing where there is nothing to take apart: most of the time of a small answer went there. */
function split(path: string): { readonly pathname: string; readonly query: URLSearchParams } {
  if (!/^\/[\w/.-]*(\?|$)/.test(path) || path.includes("/.")) {
    const url = new URL(path, "http://sandbox");
    return { pathname: url.pathname, query: url.searchParams };
  }
  const mark = path.indexOf("?");
  if (mark < 0) return { pathname: path, query: new URLSearchParams() };
  return {
    pathname: path.slice(0, mark),
    query: new URLSearchParams(path.slice(mark + 1).split("#")[0]),
  };
}

function withoutRoute(routed: Routed, method: string): Answer | null {
  switch (routed.kind) {
    case "route":
      return null;
    case "unknown":
      return { status: 404, body: { message: "Not Found" } };
    case "other methods": {
      const headers = { allow: routed.allow };
      if (method === "OPTIONS") return { status: 204, headers };
      return { status: 405, body: { message: "Method Not Allowed" }, headers };
    }
  }
}

/** v1 and v2 count apart; logins and registrations by address. */
function limitKey(
  route: Route,
  address: string,
  userId: number | undefined,
  isV2: boolean,
): [string, "account" | "login"] {
  const api = isV2 ? "v2" : "v1";
  if (route.path === "/login" || route.path === "/register") return [`login ${address}`, "login"];
  if (route.needs === "nobody" || userId === undefined) return [`${api} ${address}`, "account"];
  return [`${api} user ${userId}`, "account"];
}
