import { normaliseUrl } from "@/adapters/vikunja/base_url.ts";
import { type Client, createClient } from "@/adapters/vikunja/client.ts";
import { createLimit } from "@/adapters/vikunja/limit.ts";
import { pause } from "@/adapters/vikunja/pause.ts";
import { createTransport } from "@/adapters/vikunja/transport.ts";
import type { RequestLine } from "@/ports/io.ts";

export interface ConnectionOptions {
  readonly url: string;
  /** Asked for once; never shown. */
  /** `again`: as its source has it now. */
  readonly token: (which: "known" | "again") => Promise<string>;
  readonly now: () => Date;
  readonly onRequest: (line: RequestLine) => void;
  /** Certificates (PEM) of the authorities to trust in place of the usual ones. */
  readonly authorities: () => Promise<string | null>;
}

const requestTimeoutMs = 30_000;

/** A client for questions about the server and the account: one write at a time. */
export function connectServer(
  { url, token, now, onRequest, authorities }: ConnectionOptions,
): Client {
  const base = normaliseUrl(url);
  return createClient({
    base,
    transport: createTransport(base, { sockets: 4, timeoutMs: requestTimeoutMs, authorities }),
    token,
    now,
    onRequest,
    wait: pause,
    writes: createLimit(1),
  });
}
