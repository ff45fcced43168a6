import type { LogEvent } from "@/domain/events.ts";
import { type Json, jsonEqual } from "@/domain/json.ts";
import type { FactsCache } from "@/ports/facts_cache.ts";
import type { LogQueries } from "@/ports/log_queries.ts";

interface LoggedFacts extends FactsCache {
  /** What was learned in this process and differs from what the log holds. */
  news(): readonly LogEvent[];
}

/** What adapters know from earlier runs, kept in the log. */
export function createLoggedFacts(log: LogQueries, now: () => Date): LoggedFacts {
  const learned = new Map<string, { readonly facts: Json; readonly at: string }>();
  const differs = (name: string, facts: Json) => !jsonEqual(log.cachedFacts(name)?.facts, facts);
  return {
    get: (name) => learned.get(name) ?? log.cachedFacts(name),
    put: (name, facts) => void learned.set(name, { facts, at: now().toISOString() }),
    news: () =>
      [...learned].filter(([name, { facts }]) => differs(name, facts)).map(([name, { facts }]) => ({
        type: "FactsCached",
        data: { name, facts },
      })),
  };
}
