import http from "node:http";
import { once } from "node:events";

export interface SeenRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly body: string;
}

/** What the proxy does with one request. */
export type Fault =
  /** Sent on and answered; `headers` replace those of the answer, `late` is awaited before answering. */
  | {
    readonly kind: "pass";
    readonly headers?: Readonly<Record<string, string>>;
    readonly late?: () => Promise<unknown>;
  }
  /** Answered by the proxy; the server never hears of it, or `after` it carried it out. */
  | {
    readonly kind: "answer";
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    /** Sent as JSON. */
    readonly body?: unknown;
    /** Sent as it is. */
    readonly text?: string;
    readonly after?: boolean;
  }
  /** The connection is cut before the server hears of it. */
  | { readonly kind: "cut before" }
  /** The server carries it out, and the connection is cut before the answer. */
  | { readonly kind: "cut after" }
  /** The server carries it out, and of its answer half comes, as if it were the whole or as a part. */
  | { readonly kind: "half"; readonly says: "whole" | "part" };

export const pass: Fault = { kind: "pass" };

/** A real proxy in front of a server that can lose, delay and refuse; no fault until one is set. */
export interface FaultyProxy {
  readonly url: string;
  readonly seen: SeenRequest[];
  /** Decides for each request; may wait (another writer in between). */
  fault: (request: SeenRequest) => Fault | Promise<Fault>;
  /** Writes that were under way at once, at most. */
  readonly mostWritesAtOnce: number;
  [Symbol.asyncDispose](): Promise<void>;
}

export async function faultyProxy(target: string): Promise<FaultyProxy> {
  const seen: SeenRequest[] = [];
  let writing = 0;
  let most = 0;
  const server = http.createServer((request, response) => {
    // Whoever breaks off in the middle ends nothing here.
    for (const one of [request, response]) one.on("error", () => {});
    const parts: Uint8Array[] = [];
    request.on("data", (part: Uint8Array) => parts.push(part));
    request.on("end", async () => {
      const body = new TextDecoder().decode(await new Blob(parts as BlobPart[]).arrayBuffer());
      const { method = "GET", url = "/" } = request;
      const isWrite = method !== "GET";
      if (isWrite) writing += 1;
      most = Math.max(most, writing);
      try {
        await handle({ method, path: url, body }, request, response);
      } catch {
        request.socket.destroy(); // no server behind it any more: as a real proxy, no answer
      } finally {
        if (isWrite) writing -= 1;
      }
    });
  });

  async function handle(
    request: SeenRequest,
    incoming: http.IncomingMessage,
    response: http.ServerResponse,
  ): Promise<void> {
    seen.push(request);
    const fault = await proxy.fault(request);
    if (fault.kind === "cut before") return void incoming.socket.destroy();
    if (fault.kind === "answer" && fault.after !== true) return answerItself(response, fault);
    const headers = new Headers();
    for (const name of ["authorization", "content-type"]) {
      const value = incoming.headers[name];
      if (typeof value === "string") headers.set(name, value);
    }
    const answer = await fetch(target + request.path, {
      method: request.method,
      headers,
      ...(request.body === "" ? {} : { body: request.body }),
    });
    const text = await answer.text();
    if (fault.kind === "cut after") return void incoming.socket.destroy();
    if (fault.kind === "answer") return answerItself(response, fault);
    const kept = [...answer.headers].filter(([name]) =>
      !["content-length", "content-encoding", "transfer-encoding", "connection"].includes(name)
    );
    if (fault.kind === "half") {
      const size = fault.says === "part" ? { "content-length": text.length } : {};
      response.writeHead(answer.status, { ...Object.fromEntries(kept), ...size });
      if (fault.says === "whole") return void response.end(text.slice(0, text.length / 2));
      response.write(text.slice(0, text.length / 2), () => incoming.socket.destroy());
      return;
    }
    await fault.late?.();
    response.writeHead(answer.status, { ...Object.fromEntries(kept), ...fault.headers });
    response.end(text);
  }

  const proxy: { -readonly [K in keyof FaultyProxy]: FaultyProxy[K] } = {
    url: "",
    seen,
    fault: () => pass,
    get mostWritesAtOnce() {
      return most;
    },
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await Promise.resolve();
    },
  };
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  proxy.url = `http://127.0.0.1:${address.port}`;
  return proxy;
}

function answerItself(
  response: http.ServerResponse,
  { status, headers, body, text }: Extract<Fault, { kind: "answer" }>,
): void {
  const type = text === undefined ? "application/json" : "text/html";
  response.writeHead(status, { "content-type": type, date: new Date().toUTCString(), ...headers });
  response.end(text ?? (body === undefined ? "" : JSON.stringify(body)));
}
