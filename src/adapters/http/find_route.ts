import { refusal } from "@/adapters/http/answers.ts";
import type { Route, RouteAnswer } from "@/adapters/http/routes.ts";

export interface FoundRoute {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
}

/** The route of a request, or the answer where there is none (404, or 405 with what is allowed). */
export function findRoute(
  routes: readonly Route[],
  method: string,
  target: string,
): FoundRoute | { readonly answer: RouteAnswer } {
  const { 1: path, 2: search = "" } = wholeTarget.exec(target) ?? [];
  if (path === undefined) return { answer: refusal(400, "USAGE", "The target is not a path") };
  const fits: FoundRoute[] = [];
  for (const route of routes) {
    const params = paramsOf(route.path, path);
    if (params === null) continue;
    const found = foundRoute(route, params, search);
    if (route.method === method) return found;
    fits.push(found);
  }
  if (fits.length === 0) {
    return { answer: refusal(404, "NOT_FOUND", `There is no ${path.slice(0, maxShown)}`) };
  }
  const allow = fits.map(({ route }) => route.method).join(", ");
  return { answer: refusal(405, "USAGE", `Only ${allow}`, { allow }) };
}

/** Most requests have no query, and to make one costs as much as to find the route. */
function foundRoute(
  route: Route,
  params: FoundRoute["params"],
  search: string,
): FoundRoute {
  let query: URLSearchParams | null = null;
  return {
    route,
    params,
    get query() {
      return query ??= new URLSearchParams(search);
    },
  };
}

/** A path with its query; a proxy may put scheme and host before it. */
const wholeTarget = /^(?:https?:\/\/[^/?#]*)?(\/[^?#]*)(?:\?([^#]*))?$/i;
/** Of what a caller sent, in answers. */
const maxShown = 100;

function paramsOf(pattern: string, path: string): Record<string, string> | null {
  if (pattern === "*") return {};
  if (!pattern.includes(":")) return pattern === path ? {} : null;
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? "";
    if (part.startsWith(":")) params[part.slice(1)] = decoded(value);
    else if (part !== value) return null;
  }
  return params;
}

/** A part that is not valid percent encoding stands for itself. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
