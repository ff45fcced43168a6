import type { Route } from "./call.ts";

export type Routed =
  | { readonly kind: "route"; readonly route: Route; readonly params: Record<string, string> }
  | { readonly kind: "other methods"; readonly allow: string }
  | { readonly kind: "unknown" };

interface Node {
  readonly literal: Map<string, Node>;
  parameter: { readonly node: Node } | null;
  readonly routes: Map<string, Route>;
}

/** Finds the route of a path; a literal segment is preferred to a parameter. */
export function createRouter(
  groups: Readonly<Record<string, readonly Route[]>>,
): (method: string, path: string) => Routed {
  const root = emptyNode();
  for (const [prefix, routes] of Object.entries(groups)) {
    for (const route of routes) {
      const node = segments(prefix + route.path).reduce(descend, root);
      node.routes.set(route.method, route);
    }
  }
  return (method, path) => {
    const given = segments(path);
    const nodes = [...matching(root, given, 0)].filter((node) => node.routes.size > 0);
    const node = nodes.find(({ routes }) => routes.has(method)) ?? nodes[0];
    if (node === undefined) return { kind: "unknown" };
    const route = node.routes.get(method);
    if (route !== undefined) return { kind: "route", route, params: parameters(route, given) };
    return {
      kind: "other methods",
      allow: ["OPTIONS", ...[...node.routes.keys()].sort()].join(", "),
    };
  };
}

function descend(node: Node, segment: string): Node {
  if (segment.startsWith(":")) return (node.parameter ??= { node: emptyNode() }).node;
  const known = node.literal.get(segment) ?? emptyNode();
  node.literal.set(segment, known);
  return known;
}

function* matching(node: Node, given: readonly string[], place: number): Iterable<Node> {
  const segment = given[place];
  if (segment === undefined) return yield node;
  const literal = node.literal.get(segment);
  if (literal !== undefined) yield* matching(literal, given, place + 1);
  if (node.parameter !== null && segment !== "") {
    yield* matching(node.parameter.node, given, place + 1);
  }
}

function parameters(route: Route, given: readonly string[]): Record<string, string> {
  const names = segments(`/api/v0${route.path}`);
  const found: Record<string, string> = {};
  names.forEach((name, place) => {
    if (name.startsWith(":")) found[name.slice(1)] = decode(given[place] ?? "");
  });
  return found;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function segments(path: string): string[] {
  return path.split("/").slice(1);
}

function emptyNode(): Node {
  return { literal: new Map(), parameter: null, routes: new Map() };
}
