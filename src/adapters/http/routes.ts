import type { Json } from "@/domain/json.ts";

export interface RouteRequest {
  readonly method: string;
  /** As it came: a path with its query, mostly. */
  readonly target: string;
  /** Path parts that a `:name` of the route stood for, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** As it came; no longer than {@link Route.maxBytes}, empty where it was longer and a digest was wanted. */
  readonly body: Uint8Array;
  /** Of all of the body, where {@link Route.digest} wants one. */
  readonly digest: Uint8Array | null;
  readonly isWhole: boolean;
  /** Ends when the caller goes away or the server closes. */
  readonly signal: AbortSignal;
}

export interface Digest {
  update(bytes: Uint8Array): unknown;
  digest(): Uint8Array;
}

export type RouteAnswer =
  | { readonly kind: "json"; readonly status: number; readonly body: Json }
  | {
    readonly kind: "text";
    readonly status: number;
    readonly type: string;
    readonly body: string;
    readonly headers?: Readonly<Record<string, string>>;
  }
  /** Of a page: its body as it comes, as long as the caller is there. */
  | { readonly kind: "response"; readonly response: Response }
  /** One JSON value a line, as they come. */
  | { readonly kind: "lines"; readonly lines: AsyncIterable<Json> };

/** One thing that the daemon answers. Errors thrown are answered as `{"error":{code,message,hint}}`. */
export interface Route {
  readonly method: "GET" | "POST" | "DELETE";
  /** `/v1/claims/:task`; `*`: every one. */
  readonly path: string;
  /** Whether it is offered over TCP, too; everything else only on the socket, which is the user's own. */
  readonly isPublic: boolean;
  readonly maxBytes: number;
  /** Looks at the head before anything of the body is read; `null`: the body may come. */
  readonly admit?: (headers: RouteRequest["headers"]) => RouteAnswer | null;
  /** A longer body is not kept, but read to its end, so that it can be told who sent it. */
  readonly digest?: {
    readonly maxBytes: number;
    readonly begin: () => Promise<Digest>;
  };
  readonly handle: (request: RouteRequest) => Promise<RouteAnswer>;
}

export function jsonAnswer(body: Json, status = 200): RouteAnswer {
  return { kind: "json", status, body };
}
