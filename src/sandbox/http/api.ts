import { Refusal, SchemaRefusal } from "../errors.ts";
import { unauthorized } from "../errors.ts";
import { routesOf } from "../operations/routes.ts";
import { v1 } from "../v1/dialect.ts";
import { v2 } from "../v2/dialect.ts";
import { behaviours, type SandboxVersion, sandboxVersions } from "../version.ts";
import type { World } from "../world.ts";
import { admit, callerOf } from "./auth.ts";
import type { Answer, Dialect, Route } from "./call.ts";
import type { Incoming } from "./wire.ts";
import type { createRateLimit } from "./rate_limit.ts";
import { createRouter, type Routed } from "./router.ts";

const routers = Object.fromEntries(
  sandboxVersions.map((as) => {
    const behaviour = behaviours[as];
    const v1Routes = { "/api/v1": routesOf(v1, behaviour) };
    const v2Routes = behaviour.hasV2 ? { "/api/v2": routesOf(v2, behaviour) } : {};
    return [as, createRouter({ ...v1Routes, ...v2Routes })];
  }),
) as Readonly<Record<SandboxVersion, ReturnType<typeof createRouter>>>;

interface ApiSettings {
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
  const dialect = pathname.startsWith("/api/v2/") ? v2 : v1;
  const limited: Record<string, string> = {};
  const withLimits = (answer: Answer): Answer => ({
    ...answer,
    headers: { ...answer.headers, ...limited },
  });

  try {
    const authorization = request.headers["authorization"];
    const caller = callerOf(world, authorization);
    admit(world, { caller, authorization }, route.needs);
    const verdict = settings.rateLimit(
      ...limitKey(route, request.address, caller?.user.id, dialect),
    );
    Object.assign(limited, verdict.headers);
    if (verdict.refused) return withLimits({ status: 429, body: { message: "Too Many Requests" } });
    const call = {
      world,
      dialect,
      publicUrl,
      params,
      query,
      headers: request.headers,
      bodyText: request.body,
      isLogin: caller?.token === null,
      get user() {
        if (caller === null) throw unauthorized();
        return caller.user;
      },
    };
    return withLimits(settings.transaction(() => route.run(call)));
  } catch (error) {
    if (error instanceof Refusal || error instanceof SchemaRefusal) {
      return withLimits(dialect.refused(error, publicUrl, behaviours[world.as]));
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
  { version }: Dialect,
): [string, "account" | "login"] {
  const api = `v${version}`;
  if (route.path === "/login" || route.path === "/register") return [`login ${address}`, "login"];
  if (route.needs === "nobody" || userId === undefined) return [`${api} ${address}`, "account"];
  return [`${api} user ${userId}`, "account"];
}
