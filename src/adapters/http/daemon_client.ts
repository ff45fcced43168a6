import type { Json } from "@/domain/json.ts";
import type { Daemon, DaemonInfo } from "@/ports/daemon.ts";
import { type Ask, type Asking, operations } from "@/ports/operations_table.ts";
import { progress as progressShape } from "@/ports/schemas/sync.ts";
import { checked, errorOf, infoOf, isRecord, under } from "@/adapters/http/daemon_answer.ts";
import { gone, unixRequest, type UnixResponse } from "@/adapters/http/unix_request.ts";

/** Talks to a daemon that listens on a Unix socket. */
export interface DaemonClient extends Daemon {
  /** @throws {SyncError} as the daemon said it; `DAEMON_GONE` (retryable) where it went meanwhile. */
  call(method: string, path: string, body?: unknown): Promise<Json>;
  /** One JSON value a line, as they come. */
  lines(method: string, path: string, body: unknown, signal: AbortSignal): AsyncIterable<Json>;
}

/** Who it is, a daemon that is awake says in milliseconds. */
const introductionMs = 15_000;
/** One that acts may wait for the server, which it waits for with limits of its own; progress comes sooner. */
const silenceMs = 10 * 60_000;

/**
 * `null`: nobody listens there.
 * @throws {SyncError} `DAEMON_GONE`: it does not say who it is; `CONFIG`: this user may not ask.
 */
export async function connectDaemon(socketPath: string): Promise<DaemonClient | null> {
  const { method, path } = operations.daemon;
  const request = { method, path, body: "", silenceMs: introductionMs, signal: null };
  const response = await unixRequest(socketPath, request);
  if (response === null) return null;
  const info = infoOf(await bodyOf(response));
  if (info === null) throw gone(new Error("what listens is no daemon"));
  const send = (request: Asked) => sent(socketPath, request);
  return {
    info,
    call: async (method, path, body) =>
      await bodyOf(await send({ method, path, body, signal: null })),
    lines: (method, path, body, signal) => linesOf(send({ method, path, body, signal })),
    ask: askOver(send, info),
  };
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly signal: AbortSignal | null;
}

function askOver(send: (request: Asked) => Promise<UnixResponse>, info: DaemonInfo): Ask {
  return async (name, input, asking) => {
    const { method, path, output, wire, answers } = operations[name];
    const request = { method, path, body: method === "GET" ? undefined : input };
    switch (answers) {
      case "plain":
        return checked(
          output,
          under(wire, await bodyOf(await send({ ...request, signal: null }))),
          info,
        );
      case "progress": {
        const lines = linesOf(send({ ...request, signal: asking.signal }));
        return checked(output, under(wire, await lastLine(lines, asking, info)), info);
      }
      case "text":
        return checked(output, await textOf(await send({ ...request, signal: null })), info);
    }
  };
}

async function* linesOf(response: Promise<UnixResponse>): AsyncGenerator<Json> {
  const answer = await response;
  if (answer.status !== 200) throw errorOf(parse(await textOf(answer)));
  let rest = "";
  for await (const chunk of answer.text) {
    const parts = (rest + chunk).split("\n");
    rest = parts.pop() ?? "";
    for (const line of parts) yield parse(line);
  }
  if (rest !== "") throw gone(new Error("the answer was cut off"));
}

/** The line that is neither progress nor a sign of life. */
async function lastLine(
  lines: AsyncIterable<Json>,
  { progress }: Asking,
  info: DaemonInfo,
): Promise<Json> {
  for await (const line of lines) {
    if (!isRecord(line)) throw gone(new Error("a line of the answer is none"));
    if ("alive" in line) continue;
    if ("error" in line) throw errorOf(line);
    if (!("progress" in line)) return line;
    progress(checked(progressShape, line["progress"], info));
  }
  throw gone(new Error("the answer has no end"));
}

async function sent(socketPath: string, { body, ...request }: Asked): Promise<UnixResponse> {
  const text = body === undefined ? "" : JSON.stringify(body);
  const response = await unixRequest(socketPath, { ...request, body: text, silenceMs });
  if (response === null) throw gone(new Error("nobody listens"));
  return response;
}

async function bodyOf(response: UnixResponse): Promise<Json> {
  const body = parse(await textOf(response));
  if (response.status !== 200) throw errorOf(body);
  return body;
}

async function textOf(response: UnixResponse): Promise<string> {
  let text = "";
  for await (const chunk of response.text) text += chunk;
  return text;
}

function parse(text: string): Json {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw gone(cause);
  }
}
