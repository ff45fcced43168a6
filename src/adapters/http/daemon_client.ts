import { type ClientRequest, type IncomingMessage, request } from "node:http";
import { type ErrorCode, SyncError } from "@/domain/errors.ts";
import type { Json, JsonObject } from "@/domain/json.ts";

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

/** `null`: nobody listens there. */
export async function connectDaemon(socketPath: string): Promise<DaemonClient | null> {
  const info = await callOrNobody(socketPath);
  if (info === null) return null;
  return {
    info: info as unknown as DaemonInfo,
    call: (method, path, body) => call(socketPath, method, path, body),
    async *lines(method, path, body, signal) {
      const response = await send(socketPath, { method, path, body, signal });
      if (response.statusCode !== 200) throw errorOf(parse(await textOf(response)));
      let rest = "";
      response.setEncoding("utf8");
      for await (const chunk of response) {
        const parts = (rest + String(chunk)).split("\n");
        rest = parts.pop() ?? "";
        for (const line of parts) yield parse(line);
      }
      if (rest !== "") throw gone(new Error("the answer was cut off"));
    },
  };
}

async function callOrNobody(socketPath: string): Promise<Json | null> {
  try {
    return await call(socketPath, "GET", "/v1/daemon", undefined);
  } catch (thrown) {
    if (thrown instanceof SyncError && isNobody(thrown.cause)) return null;
    throw thrown;
  }
}

function isNobody(cause: unknown): boolean {
  const code = cause instanceof Error && "code" in cause ? cause.code : null;
  return code === "ENOENT" || code === "ECONNREFUSED" || code === "ENAMETOOLONG" ||
    code === "EINVAL";
}

interface Request {
  readonly method: string;
  readonly path: string;
  readonly body: Json | undefined;
  readonly signal?: AbortSignal;
}

async function call(
  socketPath: string,
  method: string,
  path: string,
  body: Json | undefined,
): Promise<Json> {
  const response = await send(socketPath, { method, path, body });
  const answer = parse(await textOf(response));
  if (response.statusCode !== 200) throw errorOf(answer);
  return answer;
}

function send(
  socketPath: string,
  { method, path, body, signal }: Request,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json", connection: "close" };
    const options = { socketPath, method, path, headers, ...(signal ? { signal } : {}) };
    let sent: ClientRequest;
    try {
      sent = request(options, resolve);
    } catch (cause) {
      return reject(gone(cause));
    }
    sent.on("error", (cause) => reject(gone(cause)));
    sent.end(body === undefined ? "" : JSON.stringify(body));
  });
}

async function textOf(response: IncomingMessage): Promise<string> {
  let text = "";
  response.setEncoding("utf8");
  try {
    for await (const chunk of response) text += chunk;
  } catch (cause) {
    throw gone(cause);
  }
  return text;
}

function parse(text: string): Json {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw gone(cause);
  }
}

function gone(cause: unknown): SyncError {
  return new SyncError("DAEMON_GONE", "Cannot hear the daemon: it ended in the middle", {
    cause,
    retryable: true,
    hint: "Nothing is lost. Try again; `vikunja-sync status` says whether it runs.",
  });
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
