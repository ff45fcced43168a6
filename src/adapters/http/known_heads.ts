import { findRoute } from "@/adapters/http/find_route.ts";
import { parseHead, type RequestHead } from "@/adapters/http/request_head.ts";
import type { Route } from "@/adapters/http/routes.ts";

/** The last head of a connection, which mostly is the next one, too. */
export interface KnownHeads {
  readonly parse: typeof parseHead;
  find(head: RequestHead): ReturnType<typeof findRoute>;
}

/** Longer ones are not kept. */
const maxKept = 1_024;

export function createKnownHeads(routesTo: (target: string) => readonly Route[]): KnownHeads {
  let parsed: { readonly text: string; readonly head: ReturnType<typeof parseHead> } | null = null;
  let found: {
    readonly head: RequestHead;
    readonly routes: readonly Route[];
    readonly route: ReturnType<typeof findRoute>;
  } | null = null;
  return {
    parse(text) {
      if (parsed?.text === text) return parsed.head;
      const head = parseHead(text);
      parsed = text.length > maxKept ? null : { text, head };
      return head;
    },
    find(head) {
      const routes = routesTo(head.target);
      if (found?.head === head && found.routes === routes) return found.route;
      const route = findRoute(routes, head.method, head.target);
      found = { head, routes, route };
      return route;
    },
  };
}
