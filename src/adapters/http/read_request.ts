import { Buffer } from "node:buffer";
import type { ConnectionInput } from "@/adapters/http/connection_input.ts";
import { createBodyReader } from "@/adapters/http/request_body.ts";
import { maxHeadBytes, parseHead, type RequestHead } from "@/adapters/http/request_head.ts";
import type { Digest, Route } from "@/adapters/http/routes.ts";

/** The head and what came with it of the body, or what is wrong with it; `null`: it went before all had come. */
export async function readHead(input: ConnectionInput) {
  let text = "";
  while (true) {
    const bytes = await input.read();
    if (bytes === null) return null;
    const from = Math.max(0, text.length - 3);
    text += Buffer.from(bytes).toString("latin1");
    const end = text.indexOf("\r\n\r\n", from);
    if (end > maxHeadBytes || (end < 0 && text.length > maxHeadBytes)) {
      return { status: 431, problem: `its head has more than ${maxHeadBytes} bytes` } as const;
    }
    if (end < 0) continue;
    const head = parseHead(text.slice(0, end));
    return "problem" in head ? head : { head, rest: Buffer.from(text.slice(end + 4), "latin1") };
  }
}

export interface Body {
  readonly content: readonly Uint8Array[];
  readonly isWhole: boolean;
  readonly digest: Uint8Array | null;
}

/** `null`: it went before all had come. */
export async function readBody(
  input: ConnectionInput,
  { length }: RequestHead,
  rest: Uint8Array,
  { maxBytes, digest }: Pick<Route, "maxBytes" | "digest">,
): Promise<Body | "too large" | null> {
  const running: Digest | null = digest === undefined ? null : await digest.begin();
  const content: Uint8Array[] = [];
  let size = 0;
  const reader = createBodyReader(length, (bytes) => {
    size += bytes.length;
    running?.update(bytes);
    if (size > maxBytes) return void (content.length = 0);
    content.push(bytes);
  });
  let state = reader.push(rest);
  while (state === "more") {
    if (size > (digest?.maxBytes ?? maxBytes)) return "too large";
    const bytes = await input.read();
    if (bytes === null) return null;
    state = reader.push(bytes);
  }
  const isWhole = size <= maxBytes;
  if (!isWhole && digest === undefined) return "too large";
  return { content, isWhole, digest: running?.digest() ?? null };
}
