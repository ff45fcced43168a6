import type { SyncError } from "@/domain/errors.ts";
import type { Json } from "@/domain/json.ts";
import type { RouteAnswer } from "@/adapters/http/routes.ts";

/** Seconds after which a sender may come again while the daemon stops or has no room. */
const retryAfterSeconds = 5;

/** A connection without a request is kept for so long, and callers are told so. */
export const keptMs = 300_000;

export function unavailable(message: string): RouteAnswer {
  const hint = "Come again in a few seconds.";
  const error = { code: "DAEMON_GONE", message, hint, retryable: true };
  return { kind: "json", status: 503, body: { error } };
}

/** What the caller did wrong. */
export function refusal(
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): RouteAnswer {
  const body = JSON.stringify({ error: { code, message, hint: null } }) + "\n";
  return { kind: "text", status, type: "application/json", body, headers };
}

export function tooLarge(maxBytes: number): RouteAnswer {
  return refusal(413, "USAGE", `More than ${maxBytes} bytes`);
}

/** The error as a caller gets it, who may be told `retryable`. */
export function errorBody({ code, message, hint, retryable }: SyncError): Json {
  return { error: { code, message, hint, retryable } };
}

export function errorAnswer(error: SyncError): RouteAnswer {
  return { kind: "json", status: statusOf(error), body: errorBody(error) };
}

function statusOf({ code, retryable }: SyncError): number {
  if (code === "NOT_FOUND") return 404;
  if (code === "USAGE" || code === "CONFIG") return 400;
  if (retryable) return 503;
  return code === "INTERNAL" ? 500 : 409;
}

/**
 * The head of an answer. `length`: `null` where the end of the connection is that of the body; `keeps`: the connection
 * goes on after it.
 */
export function answerHead(
  status: number,
  type: string,
  length: number | null,
  keeps: boolean,
  headers: Readonly<Record<string, string>> = {},
): string {
  let text = `HTTP/1.1 ${status} ${reasons[status] ?? "Status"}\r\ncontent-type: ${type}\r\n`;
  if (length !== null) text += `content-length: ${length}\r\n`;
  if (status === 503) text += `retry-after: ${retryAfterSeconds}\r\n`;
  for (const name in headers) text += `${name}: ${headers[name]}\r\n`;
  return text +
    (keeps ? `keep-alive: timeout=${keptMs / 1_000}\r\n\r\n` : "connection: close\r\n\r\n");
}

const reasons: Readonly<Record<number, string>> = {
  200: "OK",
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  408: "Request Timeout",
  409: "Conflict",
  413: "Content Too Large",
  417: "Expectation Failed",
  421: "Misdirected Request",
  431: "Request Header Fields Too Large",
  500: "Internal Server Error",
  501: "Not Implemented",
  503: "Service Unavailable",
  505: "HTTP Version Not Supported",
};
