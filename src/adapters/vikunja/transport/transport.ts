import { connectTcp } from "@system/connect.ts";
import { SyncError } from "@/domain/errors.ts";
import { createBody, UnreadableAnswer } from "@/adapters/vikunja/transport/answer_text.ts";
import { normaliseUrl } from "@/adapters/vikunja/transport/base_url.ts";
import { type HttpHead, readHttpAnswer } from "@/adapters/vikunja/transport/http_answer.ts";
import { createConnections, freshMs } from "@/adapters/vikunja/transport/http_connections.ts";
import { writeRequest } from "@/adapters/vikunja/transport/http_request.ts";
import type { Runtime } from "@/ports/runtime.ts";
import type { Connection } from "@/ports/system.ts";
import { systemCode } from "@/ports/system_code.ts";
import type { Exchange, NoAnswer, RawAnswer, RawRequest, Transport } from "@/ports/transport.ts";

const refusedCodes: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
]);

interface TransportOptions {
  /** Base address of Vikunja, where a path, a trailing slash and `/api/v1` are all right; or of any server, as it is. */
  readonly url: string | URL;
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
/** Servers keep idle connections for seconds at least: one that was used so lately is not being closed. */
const onceIdleMs = 1_000;
/** Of a connection that was idle for long and over which no answer begins: perhaps none ever will. */
const doubtfulMs = 3_000;
/** Who answers over another one so soon was not busy: it was the connection. */
const promptMs = 1_000;

function mostIdleMsFor({ once, method }: RawRequest): number {
  if (once) return onceIdleMs;
  return method === "GET" ? Infinity : freshMs;
}

interface RestingTransport extends Transport {
  /** Closes connections that were kept for too long; to be called where no next request does that soon. */
  rest(): void;
}

/**
 * HTTP/1.1 over connections that are kept. One that the server closes before it has answered anything is replaced, and
 * the request sent again. What changes something goes over one that was used just before, or a new one; what is to be
 * sent once is never sent again. What only asks goes over any that is not known to be closed: where that stays silent, it
 * is asked anew.
 */
export function createTransport(options: TransportOptions): RestingTransport {
  const { runtime, timeoutMs = usualTimeoutMs } = options;
  const base = typeof options.url === "string" ? normaliseUrl(options.url) : options.url;
  const host = base.hostname.replace(/^\[|\]$/g, "");
  const isSecure = base.protocol === "https:";
  const port = base.port === "" ? (isSecure ? 443 : 80) : Number(base.port);

  async function connect(
    onBegun: (half: Pick<Connection, "close">) => void,
  ): Promise<Connection> {
    if (!isSecure) return await connectTcp(host, port);
    const authorities = await options.authorities?.() ?? null;
    const { connectTls } = await import("@/adapters/vikunja/transport/tls_connection.ts");
    return await connectTls(host, port, { authorities, onBegun });
  }

  const connections = createConnections(connect, { atOnce: options.sockets, runtime });

  async function exchange(
    request: RawRequest,
    stop: Stop,
    mostIdleMs = mostIdleMsFor(request),
  ): Promise<RawAnswer> {
    const wire = await connections.take(mostIdleMs, stop.closes);
    const isKept = wire.idleMs !== null;
    const body = createBody(options.maxAnswerBytes);
    let isSilent = false;
    let head: HttpHead;
    try {
      stop.closes(wire.connection);
      wire.input.next();
      request.beforeSent?.();
      using _doubt = (wire.idleMs ?? 0) <= freshMs ? null : runtime.after(doubtfulMs, () => {
        if (wire.input.hasBegun()) return;
        isSilent = true;
        wire.connection.close();
      });
      await writeRequest(wire.connection, base, request);
      head = await readHttpAnswer(wire.input, body.add);
    } catch (thrown) {
      connections.drop(wire);
      const isStale = isKept && !wire.input.hasBegun() && stop.reason() === null;
      if (!isStale || request.once) throw thrown;
      const againAtMs = runtime.elapsed();
      const answer = await exchange(request, stop, 0);
      if (isSilent && runtime.elapsed() - againAtMs < promptMs) connections.foundSilent();
      return answer;
    }
    stop.closes(null);
    if (!head.isKept) connections.drop(wire);
    else connections.keep(wire);
    const { status, headers } = head;
    const bytes = await body.bytes(headers["content-encoding"]);
    const connection = isKept ? "kept" : "new";
    return request.wantsBytes === true
      ? { status, headers, text: "", bytes, connection }
      : { status, headers, text: new TextDecoder().decode(bytes), connection };
  }

  return {
    async send(request) {
      const { signal } = request;
      if (signal.aborted) throw aborted();
      const stop = createStop();
      const onAbort = () => stop.end(aborted());
      signal.addEventListener("abort", onAbort, { once: true });
      using _limit = runtime.after(
        timeoutMs,
        () => stop.end(new UnreadableAnswer(`no whole answer within ${timeoutMs} ms`)),
      );
      try {
        const answer = await Promise.race([exchange(request, stop), stop.ended]);
        return { kind: "answered", answer };
      } catch (thrown) {
        const cause = stop.reason() ?? thrown;
        if (cause instanceof SyncError) throw cause;
        return unanswered(cause);
      } finally {
        signal.removeEventListener("abort", onAbort);
      }
    },
    rest: connections.rest,
    close: connections.close,
  };
}

/** What ends a request before its answer is there. */
interface Stop {
  /** Closes what the request goes over. */
  end(reason: Error): void;
  /** @throws the reason where it has ended. */
  closes(connection: Pick<Connection, "close"> | null): void;
  reason(): Error | null;
  /** Rejects with the reason. */
  readonly ended: Promise<never>;
}

function createStop(): Stop {
  const { promise: ended, reject } = Promise.withResolvers<never>();
  let reason: Error | null = null;
  let closing: Pick<Connection, "close"> | null = null;
  return {
    ended,
    reason: () => reason,
    end(why) {
      reason ??= why;
      reject(reason);
      closing?.close();
    },
    closes(connection) {
      if (reason !== null) throw reason;
      closing = connection;
    },
  };
}

function aborted(): SyncError {
  return new SyncError("ABORTED", "The request to Vikunja was given up: stopped from outside", {
    retryable: true,
  });
}

function unanswered(cause: unknown): Exchange {
  const code = systemCode(cause) ?? "";
  const failure: NoAnswer = {
    sent: !refusedCodes.has(code),
    isFinal: cause instanceof UnreadableAnswer,
    code,
    message: cause instanceof Error ? cause.message : String(cause),
    cause,
  };
  return { kind: "unanswered", failure };
}
