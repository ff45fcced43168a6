import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import {
  type AddressInfo,
  createServer as createAcceptor,
  type Server as Acceptor,
} from "node:net";
import { asSyncError, SyncError } from "@/domain/errors.ts";
import type { Json } from "@/domain/json.ts";
import { findRoute, type FoundRoute } from "@/adapters/http/find_route.ts";
import type { Route, RouteAnswer } from "@/adapters/http/routes.ts";

/** Where connections are taken: a Unix socket, a TCP address, or what systemd handed over. */
export type Place =
  | { readonly kind: "socket"; readonly path: string }
  | { readonly kind: "tcp"; readonly host: string; readonly port: number }
  | { readonly kind: "inherited"; readonly fd: number };

export interface HttpServer extends AsyncDisposable {
  /** Of a TCP place, `http://127.0.0.1:8765`; `null` for a socket. */
  readonly url: string | null;
  /** As long as it refuses, every request is answered 503, so that senders come again. */
  refuse(isRefusing: boolean): void;
}

export interface HttpServerOptions {
  readonly routes: readonly Route[];
  /** Only routes that are public are offered. */
  readonly isPublic: boolean;
}

/** Seconds after which a sender may come again while the daemon stops or has no room. */
const retryAfterSeconds = 5;
/** A request that takes longer to arrive is cut off, so that slow senders do not pile up. */
const requestTimeoutMs = 30_000;
/** How long callers may take to read their answers when the server closes. */
const lastAnswersMs = 1_000;

/**
 * Answers routes over HTTP.
 * @throws {SyncError} `CONFIG`: the address cannot be had.
 */
export async function listen(place: Place, options: HttpServerOptions): Promise<HttpServer> {
  const routes = options.routes.filter((route) => route.isPublic || !options.isPublic);
  let isRefusing = false;
  const answering = new Set<Promise<void>>();
  const server = createServer((request, response) => {
    const answer = answerRequest(request, response, routes, () => isRefusing);
    answering.add(answer);
    void answer.finally(() => answering.delete(answer));
  });
  server.requestTimeout = requestTimeoutMs;
  const acceptor = await begin(server, place);
  return {
    url: place.kind === "tcp" ? urlOf(server, place.host) : null,
    refuse: (refuses) => void (isRefusing = refuses),
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => acceptor.close(() => resolve()));
      await within(lastAnswersMs, Promise.all(answering));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** What takes the connections. Bun's HTTP server takes no descriptor and would open a port for all instead. */
async function begin(server: Server, place: Place): Promise<Acceptor> {
  const acceptor = place.kind === "inherited"
    ? createAcceptor((connection) => void server.emit("connection", connection))
    : server;
  await new Promise<void>((resolve, reject) => {
    acceptor.once("error", (cause) => reject(cannotListen(place, cause)));
    const done = () => resolve();
    if (place.kind === "socket") acceptor.listen(place.path, done);
    else if (place.kind === "tcp") acceptor.listen(place.port, place.host, done);
    else acceptor.listen({ fd: place.fd }, done);
  });
  return acceptor;
}

function cannotListen(place: Place, cause: Error): SyncError {
  const where = place.kind === "socket"
    ? place.path
    : place.kind === "tcp"
    ? `${place.host}:${place.port}`
    : `inherited descriptor ${place.fd}`;
  return new SyncError("CONFIG", `Cannot listen on ${where}: ${cause.message}`, {
    cause,
    hint: "Name another address with --listen, or another path with --socket.",
  });
}

function urlOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

async function answerRequest(
  request: IncomingMessage,
  response: ServerResponse,
  routes: readonly Route[],
  isRefusing: () => boolean,
): Promise<void> {
  const gone = new AbortController();
  response.on("close", () => gone.abort());
  try {
    const found = findRoute(routes, request.method ?? "", request.url ?? "/");
    if ("answer" in found) return await write(response, found.answer);
    if (isRefusing()) return await write(response, unavailable("vikunja-sync is stopping"));
    const body = await readBody(request, found.route.maxBytes);
    if (body === null) return await write(response, tooLarge(found));
    const answer = await found.route.handle({
      params: found.params,
      query: found.query,
      headers: request.headers as Readonly<Record<string, string | undefined>>,
      body,
      signal: gone.signal,
    });
    await write(response, answer);
  } catch (thrown) {
    await write(response, errorAnswer(asSyncError(thrown)));
  }
}

/** `null`: longer than allowed. */
async function readBody(request: IncomingMessage, maxBytes: number): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > maxBytes) return null;
    chunks.push(chunk);
  }
  const body = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    body.set(chunk, at);
    at += chunk.length;
  }
  return body;
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise((resolve) => timer = setTimeout(resolve, ms));
  await Promise.race([work, over]);
  clearTimeout(timer);
}

/** Resolves when all of it has left this process, or the caller has gone. */
async function write(response: ServerResponse, answer: RouteAnswer): Promise<void> {
  if (response.writableEnded || response.destroyed) return;
  const left = new Promise<void>((resolve) => {
    response.once("finish", resolve);
    response.once("close", resolve);
  });
  await begun(response, answer);
  await left;
}

async function begun(response: ServerResponse, answer: RouteAnswer): Promise<void> {
  switch (answer.kind) {
    case "json":
      response.writeHead(answer.status, { "content-type": "application/json", ...again(answer) });
      response.end(JSON.stringify(answer.body) + "\n");
      return;
    case "text":
      response.writeHead(answer.status, { "content-type": answer.type, ...answer.headers });
      response.end(answer.body);
      return;
    case "lines":
      response.writeHead(200, { "content-type": "application/x-ndjson" });
      response.flushHeaders();
      for await (const line of answer.lines) response.write(JSON.stringify(line) + "\n");
      response.end();
  }
}

function again({ status }: { readonly status: number }): Record<string, string> {
  return status === 503 ? { "retry-after": String(retryAfterSeconds) } : {};
}

function tooLarge({ route }: FoundRoute): RouteAnswer {
  const error = { code: "USAGE", message: `More than ${route.maxBytes} bytes`, hint: null };
  return { kind: "json", status: 413, body: { error } };
}

export function unavailable(message: string): RouteAnswer {
  const hint = "Come again in a few seconds.";
  const error = { code: "DAEMON_GONE", message, hint, retryable: true };
  return { kind: "json", status: 503, body: { error } };
}

/** The error as a caller gets it; `retryable` and `details` come with it. */
export function errorAnswer(error: SyncError): RouteAnswer {
  const { code, message, hint, retryable } = error;
  const body = { error: { code, message, hint: hint ?? null, retryable } } as Json;
  return { kind: "json", status: statusOf(error), body };
}

function statusOf({ code, retryable }: SyncError): number {
  if (code === "NOT_FOUND") return 404;
  if (code === "USAGE" || code === "CONFIG") return 400;
  if (retryable) return 503;
  return code === "INTERNAL" ? 500 : 409;
}
