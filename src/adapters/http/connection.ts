import { Buffer } from "node:buffer";
import type { Socket } from "node:net";
import { asSyncError } from "@/domain/errors.ts";
import { errorAnswer, keptMs, refusal, tooLarge, unavailable } from "@/adapters/http/answers.ts";
import type { BodyLanes } from "@/adapters/http/body_lanes.ts";
import { type ConnectionInput, readConnection } from "@/adapters/http/connection_input.ts";
import type { FoundRoute } from "@/adapters/http/find_route.ts";
import { createKnownHeads, type KnownHeads } from "@/adapters/http/known_heads.ts";
import type { Refusals } from "@/adapters/http/refusals.ts";
import { type Body, readBody, readHead } from "@/adapters/http/read_request.ts";
import { badBody } from "@/adapters/http/request_body.ts";
import type { RequestHead } from "@/adapters/http/request_head.ts";
import type { Route, RouteAnswer, RouteRequest } from "@/adapters/http/routes.ts";
import { createTimeLimit, type TimeLimit } from "@/adapters/http/time_limit.ts";
import { closeAfter, writeAnswer } from "@/adapters/http/write_answer.ts";

interface ConnectionDeps {
  /** Whether a connection may have more than one request: not for strangers, whose connections are counted. */
  readonly isKeeping: boolean;
  readonly routesTo: (target: string) => readonly Route[];
  readonly isRefusing: () => boolean;
  readonly lanes: BodyLanes;
  readonly refusals: Refusals;
  readonly onBytes: (count: number) => void;
  readonly onPhase: (phase: Phase) => void;
}

/** What it matters to whom: one that is still being read may be anybody's, one that is over is nobody's any more. */
export type Phase = "reading" | "answering" | "over";

/** A head or a body that takes longer to arrive is cut off, so that slow senders do not pile up. */
const headMs = 5_000;
const bodyMs = 30_000;
const smallBytes = 32_768;

/**
 * Answers the one request of a connection, or, where those are kept, one after the other, and lets go of it. Never
 * rejects.
 */
export async function answerConnection(socket: Socket, deps: ConnectionDeps): Promise<void> {
  /** Of the request that is being answered; made for whoever listens to it. */
  let gone: AbortController | null = null;
  let isGone = false;
  socket.on("error", () => socket.destroy());
  for (const event of ["end", "close"]) {
    socket.on(event, () => {
      isGone = true;
      gone?.abort();
    });
  }
  const signal = () => {
    gone ??= new AbortController();
    if (isGone) gone.abort();
    return gone.signal;
  };
  const knownHeads = createKnownHeads(deps.routesTo);
  const input = readConnection(socket, deps.onBytes, deps.isKeeping);
  using limit = createTimeLimit(() => socket.destroy());
  try {
    while (true) {
      const asked = { socket, input, limit, knownHeads, signal };
      const { answer, keeps } = await answerRequest(asked, deps);
      if (answer === null) return;
      if (!keeps || isGone) {
        input.discard();
        await writeAnswer(socket, answer, limit, false);
        deps.onPhase("over");
        return await closeAfter(socket, limit);
      }
      await writeAnswer(socket, answer, limit, true);
      deps.onPhase("over");
      limit.begin(keptMs);
      await input.arrived();
      deps.onPhase("reading");
      gone = null;
    }
  } catch {
    // Whoever had asked is not there any more.
  } finally {
    socket.destroy();
  }
}

interface Answered {
  /** `null`: the caller went before it had asked. */
  readonly answer: RouteAnswer | null;
  /** Another request may come on the same connection. */
  readonly keeps: boolean;
}

const nobody: Answered = { answer: null, keeps: false };

interface Asked {
  readonly socket: Socket;
  readonly input: ConnectionInput;
  readonly limit: TimeLimit;
  readonly knownHeads: KnownHeads;
  readonly signal: () => AbortSignal;
}

async function answerRequest(
  { socket, input, limit, knownHeads, signal }: Asked,
  deps: ConnectionDeps,
): Promise<Answered> {
  const refuse = async (answer: RouteAnswer) => {
    input.discard();
    deps.onPhase("over");
    await deps.refusals.hold(signal());
    return last(answer);
  };
  const whole = deps.isKeeping && !deps.isRefusing() ? wholeRequest(input, knownHeads) : null;
  if (whole !== null) {
    limit.end();
    deps.onPhase("answering");
    const answer = await handle(whole.found, whole.head, whole.body, signal);
    return isRefusal(answer) ? await refuse(answer) : { answer, keeps: keeps(answer, deps) };
  }
  limit.begin(headMs);
  const head = await readHead(input, knownHeads.parse);
  limit.end();
  if (head === null) return nobody;
  if ("problem" in head) return await refuse(refusal(head.status, "USAGE", problem(head.problem)));
  const found = knownHeads.find(head);
  if ("answer" in found) return await refuse(found.answer);
  if (deps.isRefusing()) return last(unavailable("vikunja-sync is stopping"));
  const refused = found.route.admit?.(head.headers) ?? null;
  if (refused !== null) return await refuse(refused);
  const maxBytes = found.route.digest?.maxBytes ?? found.route.maxBytes;
  if ((head.length ?? 0) > maxBytes) return await refuse(tooLarge(maxBytes));
  if (head.headers["expect"] !== undefined) socket.write("HTTP/1.1 100 Continue\r\n\r\n");
  try {
    limit.begin(bodyMs);
    const body = await bodyOf({ socket, input, signal }, head, found.route, deps.lanes);
    limit.end();
    if (body === null) return nobody;
    if (body === "too large") return await refuse(tooLarge(maxBytes));
    deps.onPhase("answering");
    const mayKeep = deps.isKeeping && isKept(head);
    if (mayKeep) input.listen();
    else input.discard();
    const answer = await handle(found, head, body, signal);
    if (isRefusal(answer)) return await refuse(answer);
    return { answer, keeps: mayKeep && keeps(answer, deps) };
  } catch (thrown) {
    if (thrown === badBody) {
      return await refuse(refusal(400, "USAGE", problem("its chunks are none")));
    }
    return last(errorAnswer(asSyncError(thrown)));
  }
}

interface WholeRequest {
  readonly found: FoundRoute;
  readonly head: RequestHead;
  readonly body: Body;
}

/** One that came at once, with the same head as the one before, of what is kept and small: nothing is waited for. */
function wholeRequest(input: ConnectionInput, knownHeads: KnownHeads): WholeRequest | null {
  const come = input.peek();
  const known = come === null ? null : knownHeads.match(come);
  if (come === null || known === null) return null;
  const { head, found, length: bodyAt } = known;
  const { route } = found;
  if (!isKept(head) || !isSmall(head) || (head.length ?? 0) > route.maxBytes) return null;
  if (route.admit !== undefined || route.digest !== undefined) return null;
  const end = bodyAt + (head.length ?? 0);
  if (head.headers["expect"] !== undefined || come.length < end) return null;
  input.skip(end);
  const content = [come.subarray(bodyAt, end)];
  return { found, head, body: { content, isWhole: true, digest: null } };
}

function keeps({ kind }: RouteAnswer, { isRefusing }: ConnectionDeps): boolean {
  return kind !== "lines" && kind !== "response" && !isRefusing();
}

async function bodyOf(
  { socket, input, signal }: Pick<Asked, "socket" | "input" | "signal">,
  head: RequestHead,
  route: Route,
  lanes: BodyLanes,
): ReturnType<typeof readBody> {
  using _lane = isSmall(head) ? null : await lanes.enter(() => socket.destroy(), signal());
  return await readBody(input, head, route);
}

function last(answer: RouteAnswer): Answered {
  return { answer, keeps: false };
}

/** As HTTP/1.1 has it, where the body says its length before it comes. */
function isKept({ minor, length, headers }: RequestHead): boolean {
  return minor === 1 && length !== null && !/\bclose\b/i.test(headers["connection"] ?? "");
}

/** Many of them at once take little room. */
function isSmall({ length }: RequestHead): boolean {
  return length !== null && length <= smallBytes;
}

function problem(text: string): string {
  return `Cannot understand the request: ${text}`;
}

/** Only of what comes over TCP: whoever may open the socket is no stranger. */
function isRefusal(answer: RouteAnswer): boolean {
  return answer.kind === "text" && (answer.status === 401 || answer.status === 403);
}

async function handle(
  found: FoundRoute,
  head: RequestHead,
  body: Body,
  signal: () => AbortSignal,
): Promise<RouteAnswer> {
  try {
    return await found.route.handle(new Request(found, head, body, signal));
  } catch (thrown) {
    return errorAnswer(asSyncError(thrown));
  }
}

/** A class: to give an object functions of its own costs more than to find its route. */
class Request implements RouteRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: RequestHead["headers"];
  readonly isWhole: boolean;
  readonly digest: Uint8Array | null;
  readonly #found: FoundRoute;
  readonly #content: Body["content"];
  readonly #signal: () => AbortSignal;
  #body: Uint8Array | null = null;

  constructor(found: FoundRoute, head: RequestHead, body: Body, signal: () => AbortSignal) {
    this.method = head.method;
    this.target = head.target;
    this.headers = head.headers;
    this.isWhole = body.isWhole;
    this.digest = body.digest;
    this.#found = found;
    this.#content = body.content;
    this.#signal = signal;
  }

  get params() {
    return this.#found.params;
  }

  get query() {
    return this.#found.query;
  }

  /** Put together for those who look at it: most of what strangers send is refused before. */
  get body() {
    const [only, ...more] = this.#content;
    return this.#body ??= only !== undefined && more.length === 0
      ? only
      : Buffer.concat(this.#content);
  }

  get signal() {
    return this.#signal();
  }
}
