import { Buffer } from "node:buffer";
import type { ConnectionInput } from "@/adapters/http/connection_input.ts";
import { createBodyReader } from "@/adapters/http/request_body.ts";
import type { KnownHeads } from "@/adapters/http/known_heads.ts";
import { maxHeadBytes, type RequestHead } from "@/adapters/http/request_head.ts";
import type { Digest, Route } from "@/adapters/http/routes.ts";

const nothing = Buffer.alloc(0);

/** The head, or what is wrong with it; `null`: it went before all had come. */
export async function readHead(input: ConnectionInput, parse: KnownHeads["parse"]) {
  let come: Buffer = nothing;
  while (true) {
    const bytes = await input.read();
    if (bytes === null) return null;
    const from = Math.max(0, come.length - 3);
    come = come.length === 0
      ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
      : Buffer.concat([come, bytes]);
    const end = come.indexOf("\r\n\r\n", from);
    if (end > maxHeadBytes || (end < 0 && come.length > maxHeadBytes)) {
      return { status: 431, problem: `its head has more than ${maxHeadBytes} bytes` } as const;
    }
    if (end < 0) continue;
    input.unread(come.subarray(end + 4));
    return parse(come.subarray(0, end + 4));
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
  let state = reader.push(nothing);
  while (state === "more") {
    if (size > (digest?.maxBytes ?? maxBytes)) return "too large";
    const bytes = await input.read(length === null ? Infinity : length - size);
    if (bytes === null) return null;
    state = reader.push(bytes);
  }
  const isWhole = size <= maxBytes;
  if (!isWhole && digest === undefined) return "too large";
  return { content, isWhole, digest: running?.digest() ?? null };
}
