import { Buffer } from "node:buffer";
import { findRoute, type FoundRoute } from "@/adapters/http/find_route.ts";
import { parseHead, type RequestHead } from "@/adapters/http/request_head.ts";
import type { Route } from "@/adapters/http/routes.ts";

/** The last head of a connection, which mostly is the next one, too. */
export interface KnownHeads {
  /** `bytes`: with the empty line. */
  parse(bytes: Uint8Array): ReturnType<typeof parseHead>;
  find(head: RequestHead): ReturnType<typeof findRoute>;
  /** What these bytes begin with, where it is the last head, and a route was found for it. */
  match(bytes: Uint8Array): KnownHead | null;
}

interface KnownHead {
  readonly head: RequestHead;
  readonly found: FoundRoute;
  /** With the empty line. */
  readonly length: number;
}

/** Longer ones are not kept. */
const maxKept = 1_024;
const emptyLineBytes = 4;

export function createKnownHeads(routesTo: (target: string) => readonly Route[]): KnownHeads {
  let parsed: { readonly bytes: Uint8Array; readonly head: ReturnType<typeof parseHead> } | null =
    null;
  let found: {
    readonly head: RequestHead;
    readonly routes: readonly Route[];
    readonly route: ReturnType<typeof findRoute>;
  } | null = null;

  function find(head: RequestHead): ReturnType<typeof findRoute> {
    const routes = routesTo(head.target);
    if (found?.head === head && found.routes === routes) return found.route;
    const route = findRoute(routes, head.method, head.target);
    found = { head, routes, route };
    return route;
  }

  return {
    parse(bytes) {
      if (parsed !== null && beginsWith(bytes, parsed.bytes)) return parsed.head;
      const head = parseHead(latin1(bytes.subarray(0, -emptyLineBytes)));
      parsed = bytes.length > maxKept ? null : { bytes: new Uint8Array(bytes), head };
      return head;
    },
    find,
    match(bytes) {
      if (parsed === null || !beginsWith(bytes, parsed.bytes)) return null;
      const { head, bytes: { length } } = parsed;
      if ("problem" in head) return null;
      const route = find(head);
      return "answer" in route ? null : { head, found: route, length };
    },
  };
}

/** Of two that both end with the first empty line, one that begins with the other is the same. */
function beginsWith(bytes: Uint8Array, start: Uint8Array): boolean {
  if (bytes.length < start.length) return false;
  for (let at = start.length - 1; at >= 0; at--) if (bytes[at] !== start[at]) return false;
  return true;
}

function latin1({ buffer, byteOffset, length }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, length).toString("latin1");
}
