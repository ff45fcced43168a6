import type { Buffer } from "node:buffer";
import type http from "node:http";
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
  let opening: Promise<Connections> | null = null;
  let inFlight = 0;
  let usedAt = performance.now();

  /** Loaded when first needed: commands that ask the server nothing start without it. */
  async function open(): Promise<Connections> {
    const library = secure
      ? (await import("node:https")).default
      : (await import("node:http")).default;
    return {
      library,
      kept: new library.Agent({ keepAlive: true, maxSockets: options.sockets }),
      single: new library.Agent({ keepAlive: false }),
    };
  }

  async function connections(): Promise<Connections> {
    const isIdle = inFlight === 0 && performance.now() - usedAt > maxIdleMs;
    if (isIdle && opening !== null) {
      closeAll(await opening);
      opening = null;
    }
    return await (opening ??= open());
  }

  function exchange(to: Connections, request: RawRequest): Promise<RawAnswer> {
    return new Promise((resolve, reject) => {
      const sender = to.library.request({
        hostname: base.hostname.replace(/^\[|\]$/g, ""),
        port: base.port === "" ? (secure ? 443 : 80) : Number(base.port),
        method: request.method,
        path: base.pathname.replace(/\/$/, "") + request.path,
        headers: { ...request.headers, "accept-encoding": "gzip" },
        agent: request.once ? to.single : to.kept,
      }, (answer) => {
        const parts: Buffer[] = [];
        answer.on("data", (part: Buffer) => parts.push(part));
        answer.on("error", (error) => fail(error, true));
        answer.on("aborted", () => fail(new Error("the answer was cut off"), true));
        answer.on("end", () => {
          done();
          const { statusCode: status = 0, headers } = answer;
          const connection = sender.reusedSocket ? "kept" : "new";
          decode(parts, headers["content-encoding"]).then(
            (text) => resolve({ status, headers: flat(headers), text, connection }),
            (error) => reject(new ConnectionError(error, { sent: true })),
          );
        });
      });
      const done = () => {
        request.signal.removeEventListener("abort", onAbort);
        clearTimeout(timer);
      };
      const fail = (error: unknown, sent: boolean) => {
        done();
        sender.destroy();
        reject(new ConnectionError(error, { sent }));
      };
      const onAbort = () => {
        done();
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
      const to = await connections();
      inFlight += 1;
      try {
        return await exchange(to, request);
      } finally {
        inFlight -= 1;
        usedAt = performance.now();
      }
    },
    close() {
      void opening?.then(closeAll);
    },
  };
}

interface Connections {
  readonly library: Pick<typeof http, "request" | "Agent">;
  readonly kept: http.Agent;
  /** For what must not be sent twice: a connection each. */
  readonly single: http.Agent;
}

function closeAll({ kept, single }: Connections): void {
  kept.destroy();
  single.destroy();
}

function flat(headers: http.IncomingHttpHeaders): RawAnswer["headers"] {
  return Object.fromEntries(
    Object.entries(headers).map((
      [name, value],
    ) => [name, Array.isArray(value) ? value.join(", ") : value]),
  );
}

async function decode(parts: readonly Buffer[], encoding: string | undefined): Promise<string> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  if (encoding !== "gzip") return new TextDecoder().decode(bytes);
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return await new Response(unpacked).text();
}
