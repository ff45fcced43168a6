import { sha1 } from "@noble/hashes/legacy.js";
import { SyncError } from "@/domain/errors.ts";
import type { NoticeItem } from "@/ports/notice_sets.ts";

/** A number that a double cannot hold, as it was written. */
class ExactNumber {
  constructor(readonly source: string) {}
}

/** Whether there can be such a number in a line: not in one of thousands, and looking for it costs. */
const mayBeInexact = /\d{16}|[eE]\+?\d{3}/;
const maxProblems = 5;
const digestBytes = 16;
const hexOf = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/**
 * One item a line, from JSON objects with an id at the pointer (RFC 6901); blank lines are none.
 * @throws {SyncError} `USAGE`: names each line that is none, and nothing is to be done with the others.
 */
export function itemsOfLines(text: string, pointer: string): readonly NoticeItem[] {
  const path = pathOf(pointer);
  const items: NoticeItem[] = [];
  const problems: string[] = [];
  for (const [index, raw] of text.replace(/^\ufeff/, "").split("\n").entries()) {
    const line = raw.endsWith("\r") ? raw.slice(0, -1) : raw;
    if (line.trim() === "") continue;
    const item = itemOf(line, path, pointer);
    if (typeof item === "string") problems.push(`line ${index + 1} ${item}`);
    else items.push(item);
  }
  if (problems.length === 0) return items;
  const shown = problems.slice(0, maxProblems).join("\n  ");
  const more = problems.length > maxProblems ? `\n  and ${problems.length - maxProblems} more` : "";
  throw new SyncError("USAGE", `Cannot read the items:\n  ${shown}${more}`, {
    hint: "Nothing was printed, and nothing counts as seen: mend the lines and run it again.",
    details: { lines: problems.length },
  });
}

/** The id that somebody names on a command line, as it is kept: as text, and as a number if it is one. */
export function idsMeant(name: string): readonly string[] {
  const text = JSON.stringify(name);
  return /^-?\d+(\.\d+)?$/.test(name) ? [text, name] : [text];
}

/** Of any JSON value: equal where the content is, whatever the order of keys. */
export function digestOf(value: unknown): string {
  const bytes = sha1(new TextEncoder().encode(canonical(value)));
  let text = "";
  for (let at = 0; at < digestBytes; at++) text += hexOf[bytes[at] ?? 0];
  return text;
}

/** What is wrong, in words, where it is no item. */
function itemOf(line: string, path: readonly string[], pointer: string): NoticeItem | string {
  const value = parse(line);
  if (value instanceof SyntaxError) return `is not JSON (${value.message})`;
  if (!isObject(value)) return "is not a JSON object";
  const id = path.reduce<unknown>(memberOf, value);
  if (id === undefined) return `has no ${pointer}`;
  if (typeof id !== "string" && typeof id !== "number" && !(id instanceof ExactNumber)) {
    return `has ${pointer}, but it is neither text nor a number`;
  }
  let digest: string | null = null;
  return {
    id: canonical(id),
    line,
    // Most items have been seen, and then nobody asks.
    get digest() {
      return digest ??= digestOf(value);
    },
  };
}

function memberOf(value: unknown, key: string): unknown {
  const isParent = isObject(value) || Array.isArray(value);
  return isParent && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}

function parse(line: string): unknown {
  try {
    return mayBeInexact.test(line) ? JSON.parse(line, exactly) : JSON.parse(line);
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return thrown;
    throw thrown;
  }
}

/** Two ids that differ in the twentieth digit are two. */
function exactly(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const source = context?.source;
  if (typeof value !== "number" || source === undefined) return value;
  return /\d{16}/.test(source) || !Number.isFinite(value) ? new ExactNumber(source) : value;
}

function canonical(value: unknown): string {
  if (value instanceof ExactNumber) return value.source;
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.keys(value).sort().map((key) =>
    `${JSON.stringify(key)}:${canonical(value[key])}`
  );
  return `{${members.join(",")}}`;
}

/** The keys on the way, from outside. */
function pathOf(pointer: string): readonly string[] {
  if (pointer.startsWith("/")) {
    return pointer.slice(1).split("/").map((key) =>
      key.replaceAll("~1", "/").replaceAll("~0", "~")
    );
  }
  throw new SyncError("USAGE", `Cannot find an id by ${JSON.stringify(pointer)}`, {
    hint: "A pointer begins with a slash, as in RFC 6901: /task/uuid.",
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) &&
    !(value instanceof ExactNumber);
}
