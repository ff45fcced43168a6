import { SyncError } from "@/domain/errors.ts";
import type { Runtime } from "@/ports/runtime.ts";
import type { Exchange, RawAnswer, RawRequest, Transport } from "@/ports/transport.ts";
import { takes } from "@tests/simulation/takes.ts";
import type { Incoming, Outgoing } from "@/sandbox/http/wire.ts";
import {
  type DelayOf,
  type Fate,
  type FatedRequest,
  type FateOf,
  noDelay,
  type ProxyAnswer,
} from "@tests/simulation/vikunja/fates.ts";

/** A request that was made, as it ended. */
export interface LoggedExchange {
  readonly method: string;
  readonly path: string;
  /** `null`: no answer came. */
  readonly status: number | null;
  readonly fate: Fate["kind"];
}

export interface Network {
  /** Of the next request, and all after it. */
  fate: FateOf;
  /** Beyond that; the same. */
  delay: DelayOf;
  readonly requests: number;
  /** What the server was asked, of these and by the network twice. */
  readonly arrived: number;
  /** In the order in which they ended. */
  readonly log: readonly LoggedExchange[];
  /** Those that took longer than usual, ms since 1970 on the runtime's clock. */
  readonly delays: readonly Delay[];
  /** A way to the server, for one engine; `isGone`: the process that sent it is over. */
  transport(isGone?: () => boolean): Transport;
}

export interface Delay {
  readonly request: FatedRequest;
  readonly fromMs: number;
  readonly untilMs: number;
}

/** How a request came to the server; ms since 1970 on the runtime's clock. */
export interface Arrival {
  readonly sentMs: number;
  readonly atMs: number;
  /** Whoever asked is over by then. */
  readonly isLate: boolean;
}

export interface NetworkDeps {
  readonly runtime: Pick<Runtime, "now" | "after">;
  readonly answer: (request: Incoming, arrival: Arrival) => Outgoing;
  /** Its answer is there. */
  readonly onAnswer?: (request: RawRequest, arrival: Arrival) => void;
  /** The server's clock, ms since 1970. */
  readonly serverNow: () => number;
  readonly fate: FateOf;
}

/** As the real transport has it. */
const timeLimitMs = 30_000;

/** What lies between the program and the server: carries requests by the fate of each. */
export function createNetwork(
  { runtime, answer, onAnswer = () => {}, serverNow, fate }: NetworkDeps,
): Network {
  let requests = 0;
  let arrived = 0;
  const log: LoggedExchange[] = [];
  const delays: Delay[] = [];

  async function carried(
    request: RawRequest,
    fate: Fate,
    isGone: () => boolean,
  ): Promise<Exchange> {
    const half = fate.latencyMs / 2;
    const wait = (ms: number) => travel(runtime, ms, request.signal);
    const sentMs = runtime.now().getTime();
    let arrival: Arrival | null = null;
    const served = () => {
      arrived += 1;
      arrival = { sentMs, atMs: runtime.now().getTime(), isLate: isGone() };
      return answered(answer(incoming(request), arrival));
    };
    const exchange = await byFate(request, fate, { wait, served, half });
    if (fate.kind !== "proxy" && exchange.kind === "answered" && arrival !== null) {
      onAnswer(request, arrival);
    }
    return exchange;
  }

  async function byFate(
    request: RawRequest,
    fate: Fate,
    { wait, served, half }: {
      readonly wait: (ms: number) => Promise<void>;
      readonly served: () => Exchange;
      readonly half: number;
    },
  ): Promise<Exchange> {
    switch (fate.kind) {
      case "arrives":
        return await there(wait, half, served);
      case "twice":
        return await there(wait, half, () => {
          const first = served();
          return request.once ? first : served();
        });
      case "refused":
        await wait(1);
        return unanswered("ECONNREFUSED", "connection refused", { sent: false });
      case "lost":
        await wait(fate.latencyMs);
        return unanswered("ECONNRESET", "connection reset by peer");
      case "answer lost":
        await there(wait, half, served);
        return unanswered("ECONNRESET", "connection reset by peer");
      case "answer cut":
        await there(wait, half, served);
        return unanswered("", "the answer was cut off");
      case "proxy":
        return await there(wait, half, () => {
          if (fate.committed) served();
          return byProxy(fate.answer);
        });
      case "overload":
        return await there(wait, half, () => request.method === "GET" ? served() : overload(now()));
      case "rate limit":
        return await there(wait, half, () => tooMany(now(), fate.resetMs));
      case "hangs":
        await wait(half);
        if (fate.committed) served();
        await wait(timeLimitMs - half);
        return unanswered("", `no whole answer within ${timeLimitMs} ms`, { isFinal: true });
    }
  }

  const now = serverNow;
  const network: Network = {
    fate,
    delay: noDelay,
    log,
    delays,
    get requests() {
      return requests;
    },
    get arrived() {
      return arrived;
    },
    transport: (isGone = () => false) => ({
      async send(request) {
        requests += 1;
        const { method, path } = request;
        const delayMs = network.delay(request);
        const its = delayed(network.fate(request), delayMs);
        const fromMs = runtime.now().getTime();
        if (delayMs > 0) delays.push({ request, fromMs, untilMs: fromMs + its.latencyMs });
        const exchange = await carried(request, its, isGone);
        const status = exchange.kind === "answered" ? exchange.answer.status : null;
        log.push({ method, path, status, fate: its.kind });
        return exchange;
      },
      close() {},
    }),
  };
  return network;
}

/** What takes longer than the time limit has reached the server, and its answer nobody. */
function delayed(fate: Fate, ms: number): Fate {
  const latencyMs = fate.latencyMs + ms;
  if (latencyMs < timeLimitMs) return { ...fate, latencyMs };
  return { kind: "hangs", latencyMs: timeLimitMs, committed: fate.kind === "arrives" };
}

async function there(
  wait: (ms: number) => Promise<void>,
  half: number,
  work: () => Exchange,
): Promise<Exchange> {
  await wait(half);
  const exchange = work();
  await wait(half);
  return exchange;
}

async function travel(
  runtime: Pick<Runtime, "after">,
  ms: number,
  signal: AbortSignal,
): Promise<void> {
  try {
    await takes(runtime, ms, signal);
  } catch (cause) {
    throw new SyncError("ABORTED", "The request to Vikunja was given up: stopped from outside", {
      retryable: true,
      cause,
    });
  }
}

function incoming({ method, path, headers, body }: RawRequest): Incoming {
  return { method, path, headers, body: body ?? "", address: "192.0.2.1" };
}

function answered({ status, headers, body }: Outgoing): Exchange {
  return { kind: "answered", answer: { status, headers, text: body, connection: "kept" } };
}

function byProxy({ status, headers, text }: ProxyAnswer): Exchange {
  return { kind: "answered", answer: { status, headers, text, connection: "kept" } };
}

function overload(nowMs: number): Exchange {
  return ownMessage(nowMs, { status: 500, headers: {}, text: "Internal Server Error" });
}

function tooMany(nowMs: number, resetMs: number): Exchange {
  const reset = String(Math.ceil((nowMs + resetMs) / 1000));
  const headers = { "x-ratelimit-limit": "100", "x-ratelimit-reset": reset };
  return ownMessage(nowMs, { status: 429, headers, text: "Too Many Requests" });
}

function ownMessage(nowMs: number, { status, headers, text }: ProxyAnswer): Exchange {
  const answer: RawAnswer = {
    status,
    headers: {
      "content-type": "application/json",
      date: new Date(nowMs).toUTCString(),
      ...headers,
    },
    text: JSON.stringify({ message: text }),
    connection: "kept",
  };
  return { kind: "answered", answer };
}

function unanswered(
  code: string,
  message: string,
  { sent = true, isFinal = false }: { readonly sent?: boolean; readonly isFinal?: boolean } = {},
): Exchange {
  const failure = { sent, isFinal, code, message, cause: message };
  return { kind: "unanswered", failure };
}
