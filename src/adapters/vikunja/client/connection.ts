import { normaliseUrl } from "@/adapters/vikunja/transport/base_url.ts";
import { type Client, createClient } from "@/adapters/vikunja/client/client.ts";
import { createLimit } from "@/adapters/vikunja/client/limit.ts";
import type { RequestLine } from "@/ports/io.ts";
import type { Runtime } from "@/ports/runtime.ts";
import type { Transport } from "@/ports/transport.ts";

interface ConnectionOptions {
  readonly url: string;
  readonly runtime: Runtime;
  /** Closed with the client. */
  readonly transport: Transport;
  /** Asked for once; never shown. */
  /** `again`: as its source has it now. */
  readonly token: (which: "known" | "again") => Promise<string>;
  readonly onRequest: (line: RequestLine) => void;
}

/** A client for questions about the server and the account: one write at a time. */
export function connectServer({ url, ...options }: ConnectionOptions): Client {
  return createClient({
    ...options,
    base: normaliseUrl(url),
    writes: createLimit(1, options.runtime),
  });
}
