import { normaliseUrl } from "@/adapters/vikunja/transport/base_url.ts";
import { type Client, type ClientOptions, createClient } from "@/adapters/vikunja/client/client.ts";
import { createLimit } from "@/adapters/vikunja/client/limit.ts";

interface ConnectionOptions
  extends Pick<ClientOptions, "runtime" | "transport" | "token" | "onRequest"> {
  readonly url: string;
}

/** A client for questions about the server and the account: one write at a time. */
export function connectServer({ url, ...options }: ConnectionOptions): Client {
  return createClient({
    ...options,
    base: normaliseUrl(url),
    writes: createLimit(1, options.runtime),
  });
}
