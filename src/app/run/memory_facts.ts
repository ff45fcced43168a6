import type { FactsCache } from "@/ports/facts_cache.ts";
import type { Runtime } from "@/ports/runtime.ts";
import type { Json } from "@/domain/json.ts";

/** For work without a log: nothing is known from before, and nothing is kept. */
export function createMemoryFacts({ now }: Pick<Runtime, "now">): FactsCache {
  const learned = new Map<string, { readonly facts: Json; readonly at: string }>();
  return {
    get: (name) => learned.get(name) ?? null,
    put: (name, facts) => void learned.set(name, { facts, at: now().toISOString() }),
  };
}

/** Remembers nothing: a check looks at things as they are. */
export const noFacts: FactsCache = { get: () => null, put: () => {} };
