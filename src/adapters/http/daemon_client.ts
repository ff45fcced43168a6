import { type ErrorCode, SyncError } from "@/domain/errors.ts";
import type { Json, JsonObject } from "@/domain/json.ts";
import { gone, unixRequest, type UnixResponse } from "@/adapters/http/unix_request.ts";

/** Talks to a daemon that listens on a Unix socket. */
export interface DaemonClient {
  readonly info: DaemonInfo;
  /** @throws {SyncError} as the daemon said it; `DAEMON_GONE` (retryable) where it went meanwhile. */
  call(method: string, path: string, body?: Json): Promise<Json>;
  /** One JSON value a line, as they come. */
  lines(method: string, path: string, body: Json, signal: AbortSignal): AsyncIterable<Json>;
}

export interface DaemonInfo {
  readonly version: string;
  readonly pid: number;
  /** The one it owns. */
  readonly stateDir: string;
  /** Address of the webhook receiver; `null`: it has none. */
  readonly listen: string | null;
}

/** Who it is, a daemon that is awake says in milliseconds. */
const introductionMs = 15_000;
/** One that acts may wait for the server, which it waits for with limits of its own; progress comes sooner. */
const silenceMs = 10 * 60_000;

/**
 * `null`: nobody listens there, or somebody else's process does.
 * @throws {SyncError} `DAEMON_GONE`: it does not say who it is; `CONFIG`: this user may not ask.
 */
export async function connectDaemon(socketPath: string): Promise<DaemonClient | null> {
  const introduction = { silenceMs: introductionMs, signal: null };
  const request = { method: "GET", path: "/v1/daemon", body: "", ...introduction };
  const response = await unixRequest(socketPath, request);
  if (response === null) return null;
  const info = await bodyOf(response);
  return {
    info: info as unknown as DaemonInfo,
    call: async (method, path, body) =>
      await bodyOf(await sent(socketPath, { method, path, body, signal: null })),
    async *lines(method, path, body, signal) {
      const answer = await sent(socketPath, { method, path, body, signal });
      if (answer.status !== 200) throw errorOf(parse(await textOf(answer)));
      let rest = "";
      for await (const chunk of answer.text) {
        const parts = (rest + chunk).split("\n");
        rest = parts.pop() ?? "";
        for (const line of parts) yield parse(line);
      }
      if (rest !== "") throw gone(new Error("the answer was cut off"));
    },
  };
}

interface Request {
  readonly method: string;
  readonly path: string;
  readonly body: Json | undefined;
  readonly signal: AbortSignal | null;
}

async function sent(socketPath: string, { body, ...request }: Request): Promise<UnixResponse> {
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

/** The error that the daemon answered with, as if it had been thrown here. */
export function errorOf(answer: Json): SyncError {
  const error = ((answer as JsonObject)?.["error"] ?? {}) as JsonObject;
  const hint = error["hint"];
  return new SyncError(
    String(error["code"] ?? "INTERNAL") as ErrorCode,
    String(error["message"] ?? "Cannot do it: the daemon did not say why"),
    {
      retryable: error["retryable"] === true,
      ...(typeof hint === "string" ? { hint } : {}),
    },
  );
}
