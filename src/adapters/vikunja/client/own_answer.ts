import { parseBody } from "@/adapters/vikunja/client/errors.ts";
import type { ServerKind } from "@/adapters/vikunja/client/server_kind.ts";
import type { RawAnswer } from "@/ports/transport.ts";

/** Vikunja's numbers of its own errors begin here (recorded: 1001 to 14002); those below are spelled out. */
const firstDomainCode = 1000;
/** Recorded: a forbidden one has 0 or 1, a token that is not accepted 11. */
const generalCodes: Readonly<Record<number, readonly number[]>> = { 401: [11], 403: [0, 1] };

/** Recorded of 1.x, which gives these no number. */
const oldTexts: Readonly<Record<number, RegExp>> = {
  401: /^missing, malformed, expired or otherwise invalid token provided$/,
  403: /^You don't have the (right|permission) to see this$/,
};

/** Recorded of all before 2.4, which give it no number; something in front of a newer one says the same. */
const oldForbidden = /^(Forbidden|You're not allowed to do this\.)$/;

const ownErrorModel = /\/schemas\/VikunjaErrorModel\.json$/;

/**
 * Whether Vikunja itself refused, as nothing in front of it does: with its number, or in one of the recorded
 * shapes that have none (more of them for a server that is known to be an old one). A page, `{"message":"Not Found"}` or a cut text says nothing about the request.
 */
export function isOwnRefusal(
  answer: RawAnswer,
  { numbersRefusals }: Pick<ServerKind, "numbersRefusals">,
): boolean {
  if (answer.status < 400) return false;
  const body = parseBody(answer.text);
  if (typeof body !== "object" || body === null || Array.isArray(body)) return false;
  const { code, message, title, status, detail, $schema } = body as Record<string, unknown>;
  switch (contentType(answer)) {
    case "application/json":
      return typeof message === "string" && (isOwnCode(answer.status, code) ||
        code === undefined && oldTexts[answer.status]?.test(message) === true ||
        code === undefined && !numbersRefusals && answer.status === 403 &&
          oldForbidden.test(message));
    case "application/problem+json":
      return typeof title === "string" && status === answer.status &&
        typeof detail === "string" &&
        (isOwnCode(answer.status, code) ||
          code === undefined && typeof $schema === "string" && ownErrorModel.test($schema));
  }
  return false;
}

/** Recorded: a write that overlaps another one on SQLite; nothing was stored. */
export function isOwnOverload(answer: RawAnswer): boolean {
  if (answer.status !== 500 || !contentType(answer).endsWith("json")) return false;
  const body = parseBody(answer.text);
  if (typeof body !== "object" || body === null) return false;
  const { message, title } = body as Record<string, unknown>;
  return (message ?? title) === "Internal Server Error";
}

export function isJson(answer: RawAnswer): boolean {
  return ["application/json", "application/problem+json"].includes(contentType(answer));
}

function isOwnCode(status: number, code: unknown): boolean {
  if (typeof code !== "number" || !Number.isSafeInteger(code)) return false;
  return code > firstDomainCode || generalCodes[status]?.includes(code) === true;
}

function contentType({ headers }: RawAnswer): string {
  return (headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
}
