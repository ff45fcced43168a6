import type { Route } from "./call.ts";

export type Routed =
  | { readonly kind: "route"; readonly route: Route; readonly params: Record<string, string> }
  | { readonly kind: "other methods"; readonly allow: string }
  | { readonly kind: "unknown" };

interface Node {
  readonly literal: Map<string, Node>;
  parameter: { readonly node: Node } | null;
  /** By method. */
  readonly routes: Map<string, Placed>;
}

interface Placed {
  readonly route: Route;
  readonly parameters: readonly { readonly name: string; readonly place: number }[];
}

/** Finds the route of a path; a literal segment is preferred to a parameter. */
export function createRouter(
  groups: Readonly<Record<string, readonly Route[]>>,
): (method: string, path: string) => Routed {
  const root = emptyNode();
  for (const [prefix, routes] of Object.entries(groups)) {
    for (const route of routes) {
      const path = segments(prefix + route.path);
      path.reduce(descend, root).routes.set(route.method, placed(route, path));
    }
  }
  return (method, path) => {
    const given = segments(path);
    const nodes: Node[] = [];
    collect(root, given, 0, nodes);
    const node = nodes.find(({ routes }) => routes.has(method)) ?? nodes[0];
    if (node === undefined) return { kind: "unknown" };
    const found = node.routes.get(method);
    if (found !== undefined) {
      return { kind: "route", route: found.route, params: valuesOf(found, given) };
    }
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

/** All nodes with routes that the path leads to, literal ones first. */
function collect(node: Node, given: readonly string[], place: number, found: Node[]): void {
  const segment = given[place];
  if (segment === undefined) {
    if (node.routes.size > 0) found.push(node);
    return;
  }
  const literal = node.literal.get(segment);
  if (literal !== undefined) collect(literal, given, place + 1, found);
  if (node.parameter !== null && segment !== "") {
    collect(node.parameter.node, given, place + 1, found);
  }
}

function placed(route: Route, path: readonly string[]): Placed {
  const parameters = path.flatMap((segment, place) =>
    segment.startsWith(":") ? [{ name: segment.slice(1), place }] : []
  );
  return { route, parameters };
}

function valuesOf({ parameters }: Placed, given: readonly string[]): Record<string, string> {
  const values: Record<string, string> = {};
  for (const { name, place } of parameters) values[name] = decode(given[place] ?? "");
  return values;
}

function decode(segment: string): string {
  if (!segment.includes("%")) return segment;
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
