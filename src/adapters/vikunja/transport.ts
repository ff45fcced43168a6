import type { Buffer } from "node:buffer";
import type http from "node:http";
import { SyncError } from "@/domain/errors.ts";
import { type Agents, closeAgents, openAgents } from "@/adapters/vikunja/agents.ts";
import { createBody, UnreadableAnswer } from "@/adapters/vikunja/answer_text.ts";

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
  /** The same request would end alike: time is up, or the answer is beyond the bound. */
  readonly isFinal: boolean;
  constructor(cause: unknown, facts: { readonly sent: boolean; readonly isFinal?: boolean }) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.sent = facts.sent;
    this.isFinal = facts.isFinal ?? cause instanceof UnreadableAnswer;
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

export interface TransportOptions {
  readonly sockets: number;
  /** For a request and its whole answer. */
  readonly timeoutMs: number;
  /** Certificates (PEM) of the authorities to trust in place of the usual ones. */
  readonly authorities?: () => Promise<string | null>;
  /** What an answer may take, unpacked. */
  readonly maxAnswerBytes?: number;
}

export function createTransport(
  base: URL,
  options: TransportOptions,
): Transport {
  const secure = base.protocol === "https:";
  let opening: Promise<Agents> | null = null;
  let inFlight = 0;
  let usedAt = performance.now();

  async function open(): Promise<Agents> {
    const authorities = secure ? await options.authorities?.() ?? null : null;
    return await openAgents(secure, { sockets: options.sockets, authorities });
  }

  async function connections(): Promise<Agents> {
    const isIdle = inFlight === 0 && performance.now() - usedAt > maxIdleMs;
    if (isIdle && opening !== null) {
      closeAgents(await opening);
      opening = null;
    }
    opening ??= open().catch((error) => {
      opening = null;
      throw error;
    });
    return await opening;
  }

  function exchange(to: Agents, request: RawRequest): Promise<RawAnswer> {
    return new Promise((resolve, reject) => {
      const sender = to.library.request({
        hostname: base.hostname.replace(/^\[|\]$/g, ""),
        port: base.port === "" ? (secure ? 443 : 80) : Number(base.port),
        method: request.method,
        path: base.pathname.replace(/\/$/, "") + request.path,
        headers: { ...request.headers, "accept-encoding": "gzip" },
        agent: request.once ? to.single : to.kept,
      }, (answer) => {
        const body = createBody(options.maxAnswerBytes);
        answer.on("data", (part: Buffer) => {
          try {
            body.add(part);
          } catch (error) {
            fail(error, true);
          }
        });
        answer.on("error", (error) => fail(error, true));
        answer.on("aborted", () => fail(new Error("the answer was cut off"), true));
        answer.on("end", () => {
          done();
          const { statusCode: status = 0, headers } = answer;
          const connection = sender.reusedSocket ? "kept" : "new";
          body.text(headers["content-encoding"]).then(
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
        () => fail(new UnreadableAnswer(`no whole answer within ${options.timeoutMs} ms`), true),
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
      void opening?.then(closeAgents, () => undefined);
    },
  };
}

function flat(headers: http.IncomingHttpHeaders): RawAnswer["headers"] {
  return Object.fromEntries(
    Object.entries(headers).map((
      [name, value],
    ) => [name, Array.isArray(value) ? value.join(", ") : value]),
  );
}
