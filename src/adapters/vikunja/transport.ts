import http from "node:http";
import https from "node:https";
import { gunzipSync } from "node:zlib";
import type { Buffer } from "node:buffer";
import { SyncError } from "@/domain/errors.ts";

/** One line of `--verbose`. */
export interface RequestLine {
  readonly method: string;
  /** With the query, without the host; never holds a secret. */
  readonly path: string;
  /** `null` where no answer came. */
  readonly status: number | null;
  readonly ms: number;
  readonly connection: "new" | "kept" | "unknown";
}

/** What went over the wire, before anybody judged it. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
  readonly connection: "new" | "kept";
}

export interface RawRequest {
  readonly method: string;
  /** Path and query under the base URL. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /**
   * True for what must not be carried out twice. Measured: the runtime (its `fetch` and `node:http` alike)
   * sends any request, a POST too, once more by itself when a kept connection closes before the answer;
   * on a connection of its own it does not.
   */
  readonly once: boolean;
  readonly signal: AbortSignal;
}

/** Keep-alive HTTP to one base address. */
export interface Transport {
  /** @throws {ConnectionError} no complete answer came. */
  send(request: RawRequest): Promise<RawAnswer>;
  close(): void;
}

/** No complete answer came: whether the request reached the server is known only where `sent` is false. */
export class ConnectionError extends Error {
  readonly sent: boolean;
  readonly code: string;
  constructor(cause: unknown, facts: { readonly sent: boolean }) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.sent = facts.sent;
    const code = (cause as { code?: unknown } | null)?.code;
    this.code = typeof code === "string" ? code : "";
  }
}

const refusedCodes: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
]);
/** A kept connection idle for longer is not trusted: the other end may just be closing it. */
const maxIdleMs = 4_000;

export function createTransport(
  base: URL,
  options: { readonly sockets: number; readonly timeoutMs: number },
): Transport {
  const secure = base.protocol === "https:";
  const library = secure ? https : http;
  const newAgent = () => new library.Agent({ keepAlive: true, maxSockets: options.sockets });
  const single = new library.Agent({ keepAlive: false });
  let agent = newAgent();
  let inFlight = 0;
  let usedAt = performance.now();

  function freshAgent(): http.Agent {
    if (inFlight === 0 && performance.now() - usedAt > maxIdleMs) {
      agent.destroy();
      agent = newAgent();
    }
    return agent;
  }

  function exchange(request: RawRequest): Promise<RawAnswer> {
    return new Promise((resolve, reject) => {
      const sender = library.request({
        hostname: base.hostname.replace(/^\[|\]$/g, ""),
        port: base.port === "" ? (secure ? 443 : 80) : Number(base.port),
        method: request.method,
        path: base.pathname.replace(/\/$/, "") + request.path,
        headers: { ...request.headers, "accept-encoding": "gzip" },
        agent: request.once ? single : freshAgent(),
      }, (answer) => {
        const parts: Buffer[] = [];
        answer.on("data", (part: Buffer) => parts.push(part));
        answer.on("error", (error) => fail(error, true));
        answer.on("aborted", () => fail(new Error("the answer was cut off"), true));
        answer.on("end", () => {
          request.signal.removeEventListener("abort", onAbort);
          clearTimeout(timer);
          const headers: Record<string, string | undefined> = {};
          for (const [name, value] of Object.entries(answer.headers)) {
            headers[name] = Array.isArray(value) ? value.join(", ") : value;
          }
          try {
            resolve({
              status: answer.statusCode ?? 0,
              headers,
              text: decode(parts, headers["content-encoding"]),
              connection: sender.reusedSocket ? "kept" : "new",
            });
          } catch (error) {
            reject(new ConnectionError(error, { sent: true }));
          }
        });
      });
      const fail = (error: unknown, sent: boolean) => {
        request.signal.removeEventListener("abort", onAbort);
        clearTimeout(timer);
        sender.destroy();
        reject(new ConnectionError(error, { sent }));
      };
      const onAbort = () => {
        clearTimeout(timer);
        sender.destroy();
        reject(
          new SyncError("ABORTED", "The request to Vikunja was given up: stopped from outside", {
            retryable: true,
          }),
        );
      };
      const timer = setTimeout(
        () => fail(new Error(`no answer within ${options.timeoutMs} ms`), true),
        options.timeoutMs,
      );
      sender.on("error", (error: Error & { code?: string }) => {
        fail(error, !refusedCodes.has(error.code ?? ""));
      });
      if (request.signal.aborted) return onAbort();
      request.signal.addEventListener("abort", onAbort, { once: true });
      if (request.body !== null) sender.write(request.body);
      sender.end();
    });
  }

  return {
    async send(request) {
      inFlight += 1;
      try {
        return await exchange(request);
      } finally {
        inFlight -= 1;
        usedAt = performance.now();
      }
    },
    close() {
      agent.destroy();
      single.destroy();
    },
  };
}

function decode(parts: readonly Buffer[], encoding: string | undefined): string {
  const total = parts.reduce((sum, part) => sum + part.length, 0);
  const bytes = new Uint8Array(total);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return new TextDecoder().decode(encoding === "gzip" ? gunzipSync(bytes) : bytes);
}
