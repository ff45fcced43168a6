import { Buffer } from "node:buffer";
import type { Socket } from "node:net";
import { asSyncError } from "@/domain/errors.ts";
import { errorAnswer, refusal, tooLarge, unavailable } from "@/adapters/http/answers.ts";
import type { BodyLanes } from "@/adapters/http/body_lanes.ts";
import { type ConnectionInput, readConnection } from "@/adapters/http/connection_input.ts";
import { findRoute, type FoundRoute } from "@/adapters/http/find_route.ts";
import type { Refusals } from "@/adapters/http/refusals.ts";
import { type Body, readBody, readHead } from "@/adapters/http/read_request.ts";
import { badBody } from "@/adapters/http/request_body.ts";
import type { RequestHead } from "@/adapters/http/request_head.ts";
import type { Route, RouteAnswer } from "@/adapters/http/routes.ts";
import { closeAfter, writeAnswer } from "@/adapters/http/write_answer.ts";

interface ConnectionDeps {
  readonly routes: readonly Route[];
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

/** Answers one request, the only one of its connection, and lets go of it. Never rejects. */
export async function answerConnection(socket: Socket, deps: ConnectionDeps): Promise<void> {
  const gone = new AbortController();
  socket.on("error", () => socket.destroy());
  for (const event of ["end", "close"]) socket.on(event, () => gone.abort());
  const input = readConnection(socket, deps.onBytes);
  try {
    const answer = await answerRequest(socket, input, gone.signal, deps);
    input.discard();
    if (answer === null) return;
    await writeAnswer(socket, answer);
    deps.onPhase("over");
    await closeAfter(socket);
  } catch {
    // Whoever had asked is not there any more.
  } finally {
    socket.destroy();
  }
}

/** `null`: it went before it had asked. */
async function answerRequest(
  socket: Socket,
  input: ConnectionInput,
  signal: AbortSignal,
  deps: ConnectionDeps,
): Promise<RouteAnswer | null> {
  const refuse = async (answer: RouteAnswer) => {
    input.discard();
    deps.onPhase("over");
    await deps.refusals.hold(signal);
    return answer;
  };
  const read = await within(socket, headMs, () => readHead(input));
  if (read === null) return null;
  if ("problem" in read) return await refuse(refusal(read.status, "USAGE", problem(read.problem)));
  const { head, rest } = read;
  const found = findRoute(deps.routes, head.method, head.target);
  if ("answer" in found) return await refuse(found.answer);
  if (deps.isRefusing()) return unavailable("vikunja-sync is stopping");
  const refused = found.route.admit?.(head.headers) ?? null;
  if (refused !== null) return await refuse(refused);
  const maxBytes = found.route.digest?.maxBytes ?? found.route.maxBytes;
  if ((head.length ?? 0) > maxBytes) return await refuse(tooLarge(maxBytes));
  if (head.headers["expect"] !== undefined) socket.write("HTTP/1.1 100 Continue\r\n\r\n");
  try {
    const body = await within(socket, bodyMs, async () => {
      using _lane = isSmall(head) ? null : await deps.lanes.enter(() => socket.destroy(), signal);
      return await readBody(input, head, rest, found.route);
    });
    if (body === null) return null;
    if (body === "too large") return await refuse(tooLarge(maxBytes));
    deps.onPhase("answering");
    input.discard();
    const answer = await handle(found, head, body, signal);
    return isRefusal(answer) ? await refuse(answer) : answer;
  } catch (thrown) {
    if (thrown === badBody) {
      return await refuse(refusal(400, "USAGE", problem("its chunks are none")));
    }
    return errorAnswer(asSyncError(thrown));
  }
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
  { route, params, query }: FoundRoute,
  { headers }: RequestHead,
  { content, isWhole, digest }: Body,
  signal: AbortSignal,
): Promise<RouteAnswer> {
  let body: Uint8Array | null = null;
  try {
    return await route.handle({
      params,
      query,
      headers,
      /** Put together for those who look at it: most of what strangers send is refused before. */
      get body() {
        return body ??= Buffer.concat(content);
      },
      isWhole,
      digest,
      signal,
    });
  } catch (thrown) {
    return errorAnswer(asSyncError(thrown));
  }
}

async function within<T>(socket: Socket, ms: number, work: () => Promise<T>): Promise<T> {
  const timer = setTimeout(() => socket.destroy(), ms);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
  }
}
