import { normaliseUrl } from "@/adapters/vikunja/base_url.ts";
import { type Client, createClient } from "@/adapters/vikunja/client.ts";
import { createLimit } from "@/adapters/vikunja/limit.ts";
import { pause } from "@/adapters/vikunja/pause.ts";
import { createTransport, type RequestLine } from "@/adapters/vikunja/transport.ts";

export interface ConnectionOptions {
  readonly url: string;
  /** Asked for once; never shown. */
  /** `again`: as its source has it now. */
  readonly token: (which: "known" | "again") => Promise<string>;
  readonly now: () => Date;
  readonly onRequest: (line: RequestLine) => void;
}

const requestTimeoutMs = 30_000;

/** A client for questions about the server and the account: one write at a time. */
export function connectServer({ url, token, now, onRequest }: ConnectionOptions): Client {
  const base = normaliseUrl(url);
  return createClient({
    base,
    transport: createTransport(base, { sockets: 4, timeoutMs: requestTimeoutMs }),
    token,
    now,
    onRequest,
    wait: pause,
    writes: createLimit(1),
  });
}
