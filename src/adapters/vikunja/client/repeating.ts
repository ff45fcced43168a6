import { SyncError } from "@/domain/errors.ts";
import { parseBody } from "@/adapters/vikunja/client/errors.ts";
import { isJson, isOwnOverload } from "@/adapters/vikunja/client/own_answer.ts";
import type { RawAnswer } from "@/ports/transport.ts";

/** Of a call, what says whether and how often it may be repeated. */
interface Sent {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly once?: boolean;
}

const maxOverloads = 10;
/** Of a call about several tasks: it is made smaller then. */
const maxBulkOverloads = 4;
const maxReads500 = 3;

/** Parsed JSON of a success, `null` where it has none to give; `undefined`: not as Vikunja answers. */
export function bodyOf(answer: RawAnswer): unknown {
  const { status, text } = answer;
  if (status === 204 || status === 304) return text === "" ? null : undefined;
  return status < 300 && isJson(answer) ? parseBody(text) : undefined;
}

/** What must not be carried out twice only where it is certain that it was not. */
export function mayRepeat(call: Sent, answer: RawAnswer): boolean {
  return call.once !== true || isOwnOverload(answer);
}

export function mostOverloads(call: Sent): number {
  if (call.method === "GET") return maxReads500;
  return aboutOf(call) === null ? maxBulkOverloads : maxOverloads;
}

/** The one task or thing that a write is about; `null`: several. */
export function aboutOf({ path, body }: Sent): string | null {
  const task = /\/tasks\/(\d+)/.exec(path)?.[1];
  if (task !== undefined) return task;
  if (!path.endsWith("/bulk")) return `${path} ${JSON.stringify(body ?? null)}`;
  const ids = (body as { readonly task_ids?: readonly unknown[] } | undefined)?.task_ids ?? [];
  return ids.length === 1 ? String(ids[0]) : null;
}

/** Lost on the way, cut, or answered by something in between; not where nobody is there or time is up. */
export function isWorthAgain(error: unknown): boolean {
  if (!(error instanceof SyncError) || error.details["status"] === 500) return false;
  if (error.code === "SERVER_ANSWER") return error.details["lacksRoute"] !== true;
  return error.code === "SERVER_UNAVAILABLE" && error.details["isLost"] !== false;
}
