import type { Buffer } from "node:buffer";
import type http from "node:http";
import { SyncError } from "@/domain/errors.ts";
import { type Agents, closeAgents, openAgents } from "@/adapters/vikunja/agents.ts";
import { createBody, UnreadableAnswer } from "@/adapters/vikunja/answer_text.ts";
import { normaliseUrl } from "@/adapters/vikunja/base_url.ts";
import type { Runtime } from "@/ports/runtime.ts";
import type { Exchange, NoAnswer, RawAnswer, RawRequest, Transport } from "@/ports/transport.ts";

const refusedCodes: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
]);
/** A kept connection idle for longer is not trusted: the other end may just be closing it. */
const maxIdleMs = 4_000;

interface TransportOptions {
  /** Base address; a path, a trailing slash and `/api/v1` are all right. */
  readonly url: string;
  readonly runtime: Pick<Runtime, "elapsed" | "after">;
  readonly sockets: number;
  /** For a request and its whole answer; 30 s by default. */
  readonly timeoutMs?: number;
  /** Certificates (PEM) of the authorities to trust in place of the usual ones. */
  readonly authorities?: () => Promise<string | null>;
  /** What an answer may take, unpacked. */
  readonly maxAnswerBytes?: number;
}

const usualTimeoutMs = 30_000;

/**
 * Keep-alive HTTP. Measured: the runtime (its `fetch` and `node:http` alike) sends any request, a POST too, once
 * more by itself when a kept connection closes before the answer; on a connection of its own it does not.
 */
export function createTransport(options: TransportOptions): Transport {
  const base = normaliseUrl(options.url);
  const { elapsed } = options.runtime;
  const timeoutMs = options.timeoutMs ?? usualTimeoutMs;
  const secure = base.protocol === "https:";
  let opening: Promise<Agents> | null = null;
  let inFlight = 0;
  let usedAt = elapsed();

  async function open(): Promise<Agents> {
    const authorities = secure ? await options.authorities?.() ?? null : null;
    return await openAgents(secure, { sockets: options.sockets, authorities });
  }

  async function connections(): Promise<Agents> {
    const isIdle = inFlight === 0 && elapsed() - usedAt > maxIdleMs;
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

  function exchange(to: Agents, request: RawRequest): Promise<Exchange> {
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
            (text) => {
              const answer = { status, headers: flat(headers), text, connection } as const;
              resolve({ kind: "answered", answer });
            },
            (error) => resolve(unanswered(error, true)),
          );
        });
      });
      const done = () => {
        request.signal.removeEventListener("abort", onAbort);
        timer[Symbol.dispose]();
      };
      const fail = (error: unknown, sent: boolean) => {
        done();
        sender.destroy();
        resolve(unanswered(error, sent));
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
      const timer = options.runtime.after(
        timeoutMs,
        () => fail(new UnreadableAnswer(`no whole answer within ${timeoutMs} ms`), true),
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
        usedAt = elapsed();
      }
    },
    close() {
      void opening?.then(closeAgents, () => undefined);
    },
  };
}

function unanswered(cause: unknown, sent: boolean): Exchange {
  const code = (cause as { code?: unknown } | null)?.code;
  const failure: NoAnswer = {
    sent,
    isFinal: cause instanceof UnreadableAnswer,
    code: typeof code === "string" ? code : "",
    message: cause instanceof Error ? cause.message : String(cause),
    cause,
  };
  return { kind: "unanswered", failure };
}

function flat(headers: http.IncomingHttpHeaders): RawAnswer["headers"] {
  return Object.fromEntries(
    Object.entries(headers).map((
      [name, value],
    ) => [name, Array.isArray(value) ? value.join(", ") : value]),
  );
}
