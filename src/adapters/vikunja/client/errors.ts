import { redirectHint } from "@/adapters/vikunja/client/redirect.ts";
import { tlsFault } from "@/adapters/vikunja/client/tls_error.ts";
import { asSyncError, SyncError } from "@/domain/errors.ts";
import type { NoAnswer, RawAnswer } from "@/ports/transport.ts";

/** What a call is, for errors: in words, and the API token permission it needs («group: action»). */
export interface CallPurpose {
  readonly doing: string;
  readonly permission: string;
}

/** Domain error numbers of Vikunja that change what is to be done. */
export const vikunjaCodes = {
  archived: 3008,
  projectMissing: 3001,
  taskMissing: 4002,
  noTasks: 4004,
  userMissing: 1005,
  relationThere: 4008,
  assigneeThere: 4021,
  labelThere: 8001,
  labelMissing: 8002,
  labelForbidden: 8003,
} as const;

/**
 * The error for a refusal of Vikunja's own, or for a server that is overloaded or away; `tokenWorks`: the
 * server knows the token, so what it lacks is a permission.
 */
export function answerError(
  answer: RawAnswer,
  purpose: CallPurpose,
  tokenWorks: boolean,
): SyncError {
  const body = parseBody(answer.text);
  const said = messageOf(body) ?? `status ${answer.status}`;
  const code = numberOf(body, "code");
  const details = { status: answer.status, vikunjaCode: code, permission: purpose.permission };
  const what = `Cannot ${purpose.doing}`;
  switch (answer.status) {
    case 401:
      return tokenWorks
        ? new SyncError(
          "AUTH",
          `${what}: the token lacks the permission «${purpose.permission}»`,
          {
            hint: `Give the API token the permission «${purpose.permission}»; other calls go on.`,
            details,
          },
        )
        : new SyncError(
          "AUTH",
          `${what}: the token is revoked, expired, or without the permission «${purpose.permission}»`,
          {
            hint: "Make a new API token in Vikunja (Settings, API Tokens) with the permissions " +
              "tasks, projects, labels, tasks_labels, tasks_comments and tasks_relations.",
            details,
          },
        );
    case 403:
      return new SyncError("FORBIDDEN", `${what}: ${said}`, {
        hint: "The account has no (write) access to that project.",
        details,
      });
    case 404:
      return new SyncError("NOT_FOUND", `${what}: ${said}`, { details });
    case 412:
      if (code === vikunjaCodes.archived) {
        return new SyncError("ARCHIVED", `${what}: the project is archived`, {
          hint: "Unarchive the project in Vikunja, or leave the task as it is.",
          details,
        });
      }
      return refused(what, said, details);
    default:
      if (answer.status < 500) return refused(what, said, details);
      return new SyncError("SERVER_UNAVAILABLE", `${what}: the server answered ${answer.status}`, {
        retryable: true,
        details,
      });
  }
}

/** The error for a call that got no complete answer. */
export function connectionError(
  failure: NoAnswer,
  purpose: CallPurpose,
  host: string,
): SyncError {
  const fault = tlsFault(failure.code, host);
  if (fault !== null) {
    return new SyncError("SERVER_UNAVAILABLE", `Cannot ${purpose.doing}: ${fault.says}`, {
      retryable: true,
      hint: fault.hint,
      cause: failure.cause,
      details: { sent: false, isLost: false },
    });
  }
  return new SyncError(
    "SERVER_UNAVAILABLE",
    `Cannot ${purpose.doing}: no answer from ${host} (${failure.code || failure.message})`,
    {
      retryable: true,
      hint: "Look whether the server is up and the address is right; nothing is lost meanwhile.",
      cause: failure.cause,
      details: { sent: failure.sent, isLost: failure.sent && !failure.isFinal },
    },
  );
}

/** The error for a write that had to wait since what it replaces was read; `isUnsure`: a try before may have been carried out. */
export function toBeReadAgain(purpose: CallPurpose, isUnsure: boolean): SyncError {
  return new SyncError(
    "SERVER_UNAVAILABLE",
    `Cannot ${purpose.doing} yet: it had to wait, and what it replaces may have changed`,
    { retryable: true, details: { readAgain: true, isUnsure } },
  );
}

export function isToBeReadAgain(error: unknown): error is SyncError {
  return error instanceof SyncError && error.details["readAgain"] === true;
}

/** The error for an answer that Vikunja does not give: it says nothing about the request, which may have been carried out. */
export function notVikunja(answer: RawAnswer, purpose: CallPurpose, host: string): SyncError {
  const type = answer.headers["content-type"] ?? "no content type";
  const moved = answer.headers["location"];
  return new SyncError(
    "SERVER_ANSWER",
    `Cannot ${purpose.doing}: ${host} does not answer like Vikunja (${answer.status}, ${type})`,
    {
      retryable: true,
      hint: moved === undefined
        ? "The address must be the one of Vikunja itself, without /api; a login page or proxy may be in between."
        : redirectHint(moved, host),
      details: { answered: answer.status, lacksRoute: lacksRoute(answer) },
    },
  );
}

/** Recorded: Vikunja's answer where it has no such route; others answer alike. */
function lacksRoute({ status, text }: RawAnswer): boolean {
  const said = messageOf(parseBody(text));
  return status === 404 && said === "Not Found" || status === 405 && said === "Method Not Allowed";
}

/** The server may not have this call at all; or something in front of it answered. */
export function mayLackRoute(error: unknown): boolean {
  return error instanceof SyncError && error.details["lacksRoute"] === true;
}

function refused(
  what: string,
  said: string,
  details: Readonly<Record<string, unknown>>,
): SyncError {
  return new SyncError("SERVER_REFUSED", `${what}: ${said}`, { details });
}

/** Parsed JSON, or `undefined` where the text is none. */
export function parseBody(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function messageOf(body: unknown): string | null {
  if (typeof body !== "object" || body === null) return null;
  const { message, detail, errors, invalid_fields } = body as Record<string, unknown>;
  const parts = [
    detail ?? message,
    ...(Array.isArray(errors) ? errors.map(describeField) : []),
    ...(Array.isArray(invalid_fields) ? invalid_fields : []),
  ].filter((part) => typeof part === "string" && part !== "");
  return parts.length === 0 ? null : onOneLine(parts.join("; "));
}

const longestSaid = 1_000;

/** What a server says stands in a line of ours, and never looks like one. */
function onOneLine(said: string): string {
  const line = said.replaceAll(/[\r\n\v\f\u0085\u2028\u2029]+/g, " ");
  return line.length > longestSaid ? `${line.slice(0, longestSaid).toWellFormed()}…` : line;
}

function describeField(error: unknown): string {
  if (typeof error !== "object" || error === null) return "";
  const { location, message } = error as Record<string, unknown>;
  return [location, message].filter((part) => typeof part === "string").join(": ");
}

function numberOf(body: unknown, name: string): number | null {
  if (typeof body !== "object" || body === null) return null;
  const value = (body as Record<string, unknown>)[name];
  return typeof value === "number" ? value : null;
}

/** True for failures that say nothing about the request: it may succeed later, or have been carried out. */
export function isPassing(error: unknown): boolean {
  return !(error instanceof SyncError) || error.retryable;
}

/**
 * The server's own word that it will not do this.
 * @throws what was thrown, where it is none: that may succeed later, or have been carried out.
 */
export function asRefusal(thrown: unknown): SyncError {
  if (isPassing(thrown)) throw thrown;
  return asSyncError(thrown);
}

/** Whether the project may have become one that cannot be written to. */
export function saysForbidden(error: unknown): boolean {
  return error instanceof SyncError && (error.code === "FORBIDDEN" || error.code === "ARCHIVED");
}

/** The server is away, so the next request would not get through either; one lost answer is no proof of that. */
export function isServerAway(error: SyncError): boolean {
  return error.code === "SERVER_UNAVAILABLE" && error.details["status"] !== 500 &&
    error.details["isLost"] !== true;
}

/** Vikunja's own number for «This task does not exist»; a 404 without it says nothing about the task. */
export function isTaskMissing(error: unknown): error is SyncError {
  const code = error instanceof SyncError ? error.details["vikunjaCode"] : null;
  return code === vikunjaCodes.taskMissing || code === vikunjaCodes.noTasks;
}

export function isLabelMissing(error: unknown): boolean {
  const code = error instanceof SyncError ? error.details["vikunjaCode"] : null;
  return code === vikunjaCodes.labelMissing || code === vikunjaCodes.labelForbidden;
}

/** The task has the label already. */
export function isLabelThere(error: unknown): boolean {
  return error instanceof SyncError && error.details["vikunjaCode"] === vikunjaCodes.labelThere;
}

export function isProjectMissing(error: unknown): boolean {
  return error instanceof SyncError &&
    error.details["vikunjaCode"] === vikunjaCodes.projectMissing;
}

/** Statuses that Vikunja itself gave; a page of something in front of it has none. */
export function isStatus(error: unknown, ...statuses: readonly number[]): error is SyncError {
  return error instanceof SyncError && statuses.includes(Number(error.details["status"]));
}
