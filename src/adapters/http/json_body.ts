import { Buffer } from "node:buffer";
import * as v from "valibot";
import { SyncError } from "@/domain/errors.ts";
import { maxJsonDepth } from "@/domain/json.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true });
const openBracket = 0x5b;
const openBrace = 0x7b;

/** A body as JSON, or what it is instead. */
export function parseJson(
  body: Uint8Array,
): { readonly value: unknown } | { readonly problem: string } {
  try {
    const { isAscii, brackets } = looked(body);
    const text = isAscii ? ascii(body) : utf8.decode(body);
    if (brackets > maxJsonDepth && depthOf(text) > maxJsonDepth) {
      return { problem: `is nested deeper than ${maxJsonDepth}` };
    }
    return { value: JSON.parse(text) };
  } catch {
    return { problem: "is not JSON" };
  }
}

/** Most are a few plain letters, with few brackets: neither has to be looked at any closer then. */
function looked(body: Uint8Array): { readonly isAscii: boolean; readonly brackets: number } {
  let all = 0;
  let brackets = 0;
  for (let at = 0; at < body.length; at++) {
    const byte = body[at] ?? 0;
    all |= byte;
    if (byte === openBracket || byte === openBrace) brackets++;
  }
  return { isAscii: all < 0x80, brackets };
}

function ascii({ buffer, byteOffset, length }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, length).toString("latin1");
}

/** How deep the brackets outside of strings go. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text[at]) {
      case '"':
        at = endOfString(text, at);
        break;
      case "[":
      case "{":
        deepest = Math.max(deepest, ++depth);
        break;
      case "]":
      case "}":
        depth -= 1;
    }
  }
  return deepest;
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at;
}

/**
 * What a request says, in the shape that its route wants; an empty body is an empty object.
 * @throws {SyncError} `USAGE`
 */
export function readBody<const S extends v.GenericSchema>(
  schema: S,
  body: Uint8Array,
): v.InferOutput<S> {
  const parsed = body.length === 0 ? { value: {} } : parseJson(body);
  if ("problem" in parsed) throw notUnderstood(`it ${parsed.problem}`);
  const checked = v.safeParse(schema, parsed.value);
  if (checked.success) return checked.output;
  const problems = checked.issues.slice(0, 10).map((issue) =>
    [v.getDotPath(issue), issue.message].filter((part) => part !== null).join(": ").slice(0, 200)
  );
  throw notUnderstood(problems.join("; "));
}

function notUnderstood(problem: string): SyncError {
  return new SyncError("USAGE", `Cannot understand the request: ${problem}`);
}
