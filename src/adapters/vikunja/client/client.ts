import {
  answerError,
  connectionError,
  isPassing,
  isToBeReadAgain,
  notVikunja,
  toBeReadAgain,
} from "@/adapters/vikunja/client/errors.ts";
import type { CallPurpose } from "@/adapters/vikunja/client/errors.ts";
import { isYounger } from "@/adapters/vikunja/client/age.ts";
import { createBreaker } from "@/adapters/vikunja/client/breaker.ts";
import type { ServerKind } from "@/adapters/vikunja/client/server_kind.ts";
import type { Limit, Place } from "@/adapters/vikunja/client/limit.ts";
import { isOwnRefusal } from "@/adapters/vikunja/client/own_answer.ts";
import {
  aboutOf,
  bodyOf,
  isWorthAgain,
  mayRepeat,
  mostOverloads,
} from "@/adapters/vikunja/client/repeating.ts";
import { createServerClock, type ServerClock } from "@/adapters/vikunja/client/server_clock.ts";
import { pause } from "@/adapters/vikunja/client/pause.ts";
import { rateWaitMs } from "@/adapters/vikunja/client/rate_wait.ts";
import type { RequestLine } from "@/ports/io.ts";
import type { Runtime } from "@/ports/runtime.ts";
import type { RawAnswer, Transport } from "@/ports/transport.ts";

export interface Call extends CallPurpose {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below `/api`, e.g. `/v2/tasks`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  readonly body?: unknown;
  /** Must not be carried out twice: sent over a connection of its own. */
  readonly once?: boolean;
  /** Replaces what was read just before: once it had to wait, that is to be read again. */
  readonly replaces?: boolean;
  /** Takes the server long: calls of another kind go in between those that wait. */
  readonly isBulk?: boolean;
  /** `/info` needs none. */
  readonly anonymous?: boolean;
}

export interface Answer {
  readonly status: number;
  /** Parsed JSON; `null` for an empty body. */
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The server's `Date`, in milliseconds since 1970; `null` where it sent none. */
  readonly serverMs: number | null;
  readonly tookMs: number;
}

export interface Client {
  /** @throws {SyncError} for everything that is not a success (304 is one). */
  call(call: Call, signal: AbortSignal): Promise<Answer>;
  requests(): number;
  readonly clock: Pick<ServerClock, "offset" | "nowMs">;
  /** What the server's answers mean depends on what kind it is; a new one until it is known. */
  judgeBy(kind: Judged): void;
  close(): void;
}

type Judged = Pick<ServerKind, "knowsTokens" | "numbersRefusals">;

export interface ClientOptions {
  readonly base: URL;
  readonly runtime: Runtime;
  /** Closed with the client. */
  readonly transport: Transport;
  /** `again`: as its source has it now. */
  readonly token: (which: "known" | "again") => Promise<string>;
  readonly onRequest: (line: RequestLine) => void;
  /** Writes under way at once. */
  readonly writes: Limit;
  /** Awaited before each of them; what it throws is what that one fails with. */
  readonly beforeWrite?: (signal: AbortSignal) => Promise<void>;
}

/** Of a read whose answer was lost, cut or not Vikunja's. */
const maxReadFaults = 2;
const testAgainMs = 1_000;
/** Somebody else may have changed by then what a call replaces. */
const maxReadAgeMs = 1_000;

/** One server, one token: counts, times and judges every request, and repeats what is safe to repeat. */
export function createClient(options: ClientOptions): Client {
  const { base, runtime, transport, writes } = options;
  const { now, elapsed } = runtime;
  const clock = createServerClock(now, elapsed);
  const breaker = createBreaker(elapsed);
  let count = 0;
  let tokenWorks = false;
  /** Writes that were refused for want of a permission: not asked again for each of many that need the same. */
  const lacking = new Map<string, { readonly answer: RawAnswer; readonly at: Date }>();
  let kind: Judged = { knowsTokens: true, numbersRefusals: true };
  let testedAt: Date | null = null;
  let secret: Promise<string> | null = null;

  async function exchanged(call: Call, signal: AbortSignal) {
    const path = `/api${call.path}${queryOf(call)}`;
    const body = call.body === undefined ? null : JSON.stringify(call.body);
    const headers = await headersOf(call, body);
    const started = elapsed();
    count += 1;
    const exchange = await transport.send({
      method: call.method,
      path,
      headers,
      body,
      once: call.once === true,
      signal,
    }).catch((error) => {
      report(call, path, null, started, "unknown");
      throw error;
    });
    if (exchange.kind === "unanswered") {
      report(call, path, null, started, "unknown");
      throw connectionError(exchange.failure, call, base.host);
    }
    const { answer } = exchange;
    const took = report(call, path, answer.status, started, answer.connection);
    const serverMs = dateOf(answer);
    const { atMs, tookMs: ms } = answer.asked ?? { atMs: started, tookMs: took };
    if (serverMs !== null) clock.note(serverMs, atMs, atMs + ms);
    return { answer, serverMs, ms };
  }

  function report(
    call: Call,
    path: string,
    status: number | null,
    started: number,
    connection: RequestLine["connection"],
  ): number {
    const ms = elapsed() - started;
    options.onRequest({ method: call.method, path, status, ms, connection });
    return ms;
  }

  async function headersOf(call: Call, body: string | null): Promise<Record<string, string>> {
    const headers: Record<string, string> = { accept: "application/json" };
    if (body !== null) {
      headers["content-type"] = call.method === "PATCH"
        ? "application/merge-patch+json"
        : "application/json";
      headers["content-length"] = String(new TextEncoder().encode(body).length);
    } else if (call.method !== "GET") {
      headers["content-length"] = "0";
    }
    if (call.anonymous !== true) {
      secret ??= options.token("known").catch((error) => {
        secret = null;
        throw error;
      });
      headers["authorization"] = `Bearer ${await secret}`;
    }
    return headers;
  }

  async function call(call: Call, signal: AbortSignal): Promise<Answer> {
    if (call.method !== "GET") {
      const readAtMs = elapsed();
      await options.beforeWrite?.(signal);
      const kind = call.isBulk === true ? "bulk" : "";
      return await writes.run((place) => write(call, readAtMs, place, signal), kind);
    }
    for (let faults = 1;; faults += 1) {
      try {
        return await answered(call, elapsed(), signal);
      } catch (error) {
        if (faults > maxReadFaults || !isWorthAgain(error)) throw error;
        await pause(runtime, jitter(faults + 2), signal);
      }
    }
  }

  async function write(
    call: Call,
    readAtMs: number,
    place: Place,
    signal: AbortSignal,
  ): Promise<Answer> {
    breaker.check();
    try {
      const asked = async () => {
        using _asked = place.asks();
        return await exchanged(call, signal);
      };
      const answer = await answered(call, readAtMs, signal, asked);
      writes.succeeded();
      breaker.succeeded();
      return answer;
    } catch (error) {
      if (isToBeReadAgain(error)) throw error;
      if (isPassing(error) && !signal.aborted) breaker.failed(aboutOf(call));
      else breaker.succeeded();
      throw error;
    }
  }

  async function answered(
    call: Call,
    readAtMs: number,
    signal: AbortSignal,
    ask = () => exchanged(call, signal),
  ): Promise<Answer> {
    let overloads = 0;
    let rateWaits = 0;
    const known = call.method === "GET" ? undefined : lacking.get(call.permission);
    if (known !== undefined && isYounger(known.at, now(), testAgainMs)) {
      throw answerError(known.answer, call, true);
    }
    const isOld = () => call.replaces === true && elapsed() - readAtMs > maxReadAgeMs;
    if (isOld()) throw toBeReadAgain(call, false);
    while (true) {
      const { answer, serverMs, ms } = await ask();
      if (answer.status === 429) {
        if (call.method !== "GET") writes.overloaded();
        const nowMs = serverMs ?? now().getTime();
        await pause(runtime, rateWaitMs(answer, { nowMs, waited: rateWaits++, call }), signal);
        if (isOld()) throw toBeReadAgain(call, overloads > 0);
        continue;
      }
      if (answer.status === 500) {
        if (call.method !== "GET") writes.overloaded();
        if (mayRepeat(call, answer) && !isOld() && overloads++ < mostOverloads(call)) {
          await pause(runtime, jitter(overloads), signal);
          continue;
        }
      }
      if (answer.status === 401 && isOwnRefusal(answer, kind) && await isReplaced(signal)) continue;
      if (answer.status >= 500 || isOwnRefusal(answer, kind)) {
        if (answer.status === 401 && tokenWorks) {
          lacking.set(call.permission, { answer, at: now() });
        }
        throw answerError(answer, call, tokenWorks);
      }
      const body = bodyOf(answer);
      if (body === undefined) throw notVikunja(answer, call, base.host);
      return { status: answer.status, body, headers: answer.headers, serverMs, tookMs: ms };
    }
  }

  /**
   * Recorded: only `token/test` tells a token that the server does not know from one without permission, and
   * before 2.4 not even that: there a token that may not list the projects is taken for an unknown one. Asked
   * on each 401, since a token may be revoked at any time, but not for each of many refused at once. Where its
   * source has another one by now, with more permissions perhaps, that is taken.
   */
  async function isReplaced(signal: AbortSignal): Promise<boolean> {
    if (isYounger(testedAt, now(), testAgainMs)) return false;
    testedAt = now();
    const { answer } = await exchanged({
      method: "GET",
      path: kind.knowsTokens ? "/v1/token/test" : "/v1/projects?per_page=1",
      doing: "test the token",
      permission: "none",
    }, signal);
    tokenWorks = answer.status === 200;
    if (secret === null) return false;
    const before = await secret;
    // Where there is none to be read, the server's answer says what is wrong.
    const next = await options.token("again").catch(() => before);
    secret = Promise.resolve(next);
    if (next !== before) lacking.clear();
    return next !== before;
  }

  /** Full jitter over a doubling range, in milliseconds. */
  function jitter(attempt: number): number {
    return 5 + runtime.random() * Math.min(1_000, 20 * 2 ** attempt);
  }

  return {
    call,
    requests: () => count,
    clock,
    judgeBy: (known) => kind = known,
    close: () => transport.close(),
  };
}

function queryOf(call: Call): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(call.query ?? {})) {
    for (const one of Array.isArray(value) ? value : [value]) query.append(name, String(one));
  }
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}

function dateOf(answer: RawAnswer): number | null {
  const ms = Date.parse(answer.headers["date"] ?? "");
  return Number.isNaN(ms) ? null : ms;
}
