import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { Buffer } from "node:buffer";
import type { AddressInfo } from "node:net";
import type { Incoming, Outgoing } from "../http/wire.ts";

interface Listener {
  readonly port: number;
  stop(): Promise<void>;
  /** Listens at the same port again. */
  start(): Promise<void>;
}

/** Null: the connection is closed without an answer. */
type Handle = (request: Incoming) => Promise<Outgoing | null>;

/** An HTTP server that can also cut a connection before it answers, which `Deno.serve` cannot. */
export async function listen(
  { hostname, port }: { readonly hostname: string; readonly port: number },
  handle: Handle,
): Promise<Listener> {
  let server: Server | null = null;
  let bound = port;
  const respond = (request: IncomingMessage, response: ServerResponse) => {
    request.on("error", nobodyListens);
    response.on("error", nobodyListens);
    answer(request, response, handle).catch(() => fail(response));
  };

  async function start(): Promise<void> {
    const next = createServer(respond);
    next.on("clientError", (_error, socket) => socket.destroy());
    await new Promise<void>((resolve, reject) => {
      next.once("error", reject);
      next.listen(bound, hostname, resolve);
    });
    bound = (next.address() as AddressInfo).port;
    server = next;
  }
  async function stop(): Promise<void> {
    const current = server;
    if (current === null) return;
    server = null;
    await new Promise<void>((resolve) => {
      current.close(() => resolve());
      current.closeAllConnections();
    });
  }

  await start();
  return { port: bound, start, stop };
}

/** Who breaks off a request or does not take its answer is told nothing, and ends nothing. */
function nobodyListens(): void {}

function fail(response: ServerResponse): void {
  if (response.destroyed || response.socket === null) return;
  if (!response.headersSent) response.writeHead(500, { connection: "close" });
  response.end();
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  handle: Handle,
): Promise<void> {
  if (!URL.canParse(request.url ?? "", "http://sandbox")) {
    response.writeHead(400, { connection: "close" });
    response.end();
    return;
  }
  const outgoing = await handle({
    method: request.method ?? "GET",
    path: request.url ?? "/",
    headers: flat(request),
    body: await bodyOf(request),
    address: request.socket.remoteAddress ?? "",
  });
  if (outgoing === null) {
    request.socket.destroy();
    return;
  }
  const { status, headers, body } = outgoing;
  const hasNoBody = status === 204 || status === 304;
  const length = hasNoBody ? {} : { "content-length": String(Buffer.byteLength(body)) };
  response.writeHead(status, { ...length, ...headers });
  response.end(body);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const part of request) text += decoder.decode(part as Uint8Array, { stream: true });
  return text + decoder.decode();
}

function flat({ headers }: IncomingMessage): Record<string, string | undefined> {
  const found: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(headers)) {
    found[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return found;
}
