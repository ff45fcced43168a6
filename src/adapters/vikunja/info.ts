import * as v from "valibot";
import { SyncError } from "@/domain/errors.ts";
import { isYounger } from "@/adapters/vikunja/client/age.ts";
import type { Client } from "@/adapters/vikunja/client/client.ts";
import { kindOf, type ServerKind } from "@/adapters/vikunja/client/server_kind.ts";
import type { FactsCache } from "@/ports/facts_cache.ts";

export interface ServerFacts {
  readonly version: string;
  readonly kind: ServerKind;
  /** False: overlapping writes get 500 (SQLite). `null`: it does not say, as none before 2.4. */
  readonly concurrentWrites: boolean | null;
  readonly maxItemsPerPage: number;
}

const info = v.object({
  version: v.string(),
  max_items_per_page: v.optional(v.number(), 50),
  concurrent_writes: v.optional(v.boolean()),
});

/** Cached facts are read again after this long. */
const factsMaxAgeMs = 24 * 3_600_000;

/**
 * What kind of server this is now; from then on the client judges its answers by that.
 * @throws {SyncError} `SERVER_ANSWER`: it is no Vikunja; `SERVER_TOO_OLD`.
 */
export async function readServerFacts(client: Client, signal: AbortSignal): Promise<ServerFacts> {
  const second = await askVersion(client, 2, signal);
  const answer = second ?? await askVersion(client, 1, signal);
  if (answer === null) {
    throw new SyncError("SERVER_ANSWER", "Cannot ask the server what it is: it is not a Vikunja", {
      hint: "The address must be the one of Vikunja itself, without /api.",
    });
  }
  const kind = kindOf(answer.version, second !== null);
  client.judgeBy(kind);
  return {
    version: answer.version,
    kind,
    concurrentWrites: answer.concurrent_writes ?? null,
    maxItemsPerPage: answer.max_items_per_page,
  };
}

const remembered = v.object({
  url: v.string(),
  version: v.string(),
  hasV2: v.optional(v.boolean()),
  concurrentWrites: v.optional(v.nullable(v.boolean())),
  maxItemsPerPage: v.optional(v.number()),
  /** ISO instant; with it the facts differ from the last ones, and are kept anew. */
  askedAt: v.optional(v.string()),
});
const cacheName = "vikunja.version";

/** For so long a further process takes the server for what it was: `sync` by the clock then costs one request. */
const rememberedMs = 3_600_000;

/** What an earlier process heard a short while ago; `null`: it is to be asked. */
export function rememberedFacts(cache: FactsCache, url: string, now: Date): ServerFacts | null {
  const known = v.safeParse(remembered, cache.get(cacheName)?.facts);
  if (!known.success || known.output.url !== url) return null;
  const { version, hasV2, concurrentWrites, maxItemsPerPage, askedAt } = known.output;
  if (askedAt === undefined || !isYounger(new Date(askedAt), now, rememberedMs)) return null;
  if (hasV2 === undefined || concurrentWrites === undefined || maxItemsPerPage === undefined) {
    return null;
  }
  return { version, kind: kindOf(version, hasV2), concurrentWrites, maxItemsPerPage };
}

/** Until when {@link rememberedFacts} has it, ms since 1970; 0: it has not. */
export function rememberedUntilMs(cache: FactsCache, url: string): number {
  const known = v.safeParse(remembered, cache.get(cacheName)?.facts);
  const { askedAt } = known.success && known.output.url === url ? known.output : {};
  return askedAt === undefined ? 0 : Date.parse(askedAt) + rememberedMs;
}

/** The version in which the log knows the server; `null`: in none. */
export function knownVersion(cache: FactsCache, url: string): string | null {
  const known = v.safeParse(remembered, cache.get(cacheName)?.facts);
  return known.success && known.output.url === url ? known.output.version : null;
}

/** Whether the log knows the server in another version; from now on it knows it in this one. */
export function isAnotherVersion(
  cache: FactsCache,
  { url, now }: { readonly url: string; readonly now: Date },
  server: ServerFacts,
): boolean {
  const known = v.safeParse(remembered, cache.get(cacheName)?.facts);
  const before = knownVersion(cache, url);
  const { version, kind, concurrentWrites, maxItemsPerPage } = server;
  const askedAt = known.success ? known.output.askedAt : undefined;
  const isRecent = askedAt !== undefined && isYounger(new Date(askedAt), now, rememberedMs / 2);
  if (before !== version || !isRecent) {
    const facts = { url, version, hasV2: kind.api === 2, concurrentWrites, maxItemsPerPage };
    cache.put(cacheName, { ...facts, askedAt: now.toISOString() });
  }
  return before !== null && before !== version;
}

/** Cached facts not older than a day; `null` else. */
export function freshFacts(cache: FactsCache, name: string, now: Date): unknown {
  const cached = cache.get(name);
  const fresh = cached !== null && isYounger(new Date(cached.at), now, factsMaxAgeMs);
  return fresh ? cached.facts : null;
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
