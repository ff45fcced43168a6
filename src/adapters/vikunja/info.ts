import * as v from "valibot";
import { SyncError } from "@/domain/errors.ts";
import { isYounger } from "@/adapters/vikunja/age.ts";
import type { Client } from "@/adapters/vikunja/client.ts";
import type { FactsCache } from "@/ports/facts_cache.ts";

const serverFacts = v.object({
  url: v.string(),
  version: v.string(),
  api: v.picklist([1, 2]),
  /** False: overlapping writes get 500 (SQLite). */
  concurrentWrites: v.boolean(),
  maxItemsPerPage: v.number(),
});
export type ServerFacts = v.InferOutput<typeof serverFacts>;

const info = v.object({
  version: v.string(),
  max_items_per_page: v.optional(v.number(), 50),
  // Servers that do not say are taken for the careful case.
  concurrent_writes: v.optional(v.boolean(), false),
});

const cacheName = "vikunja.server";
/** Cached facts are read again after this long. */
const factsMaxAgeMs = 24 * 3_600_000;

/** What kind of server this is; asked once a day, else from the cache. Throws `SERVER_ANSWER` where it is no Vikunja. */
export async function readServerFacts(
  deps: {
    readonly client: Client;
    readonly cache: FactsCache;
    readonly url: string;
    readonly now: () => Date;
  },
  signal: AbortSignal,
): Promise<ServerFacts> {
  const cached = freshFacts(deps.cache, cacheName, deps.now());
  const known = v.safeParse(serverFacts, cached);
  if (known.success && known.output.url === deps.url) return known.output;
  const facts = { url: deps.url, ...await ask(deps.client, signal) };
  deps.cache.put(cacheName, facts);
  return facts;
}

/** Cached facts not older than a day; `null` else. */
export function freshFacts(cache: FactsCache, name: string, now: Date): unknown {
  const cached = cache.get(name);
  const fresh = cached !== null && isYounger(new Date(cached.at), now, factsMaxAgeMs);
  return fresh ? cached.facts : null;
}

async function ask(client: Client, signal: AbortSignal): Promise<Omit<ServerFacts, "url">> {
  const second = await askVersion(client, 2, signal);
  const answer = second ?? await askVersion(client, 1, signal);
  if (answer === null) {
    throw new SyncError("SERVER_ANSWER", "Cannot ask the server what it is: it is not a Vikunja", {
      hint: "The address must be the one of Vikunja itself, without /api.",
    });
  }
  return {
    version: answer.version,
    api: second === null ? 1 : 2,
    concurrentWrites: answer.concurrent_writes,
    maxItemsPerPage: answer.max_items_per_page,
  };
}

async function askVersion(client: Client, api: 1 | 2, signal: AbortSignal) {
  try {
    const answer = await client.call({
      method: "GET",
      path: `/v${api}/info`,
      anonymous: true,
      doing: "ask the server what it is",
      permission: "none",
    }, signal);
    const parsed = v.safeParse(info, answer.body);
    return parsed.success ? parsed.output : null;
  } catch (error) {
    // A server without v2 answers its own 404, or the page of its web app.
    const absent = error instanceof SyncError && error.code === "SERVER_ANSWER";
    if (absent && api === 2) return null;
    throw error;
  }
}
