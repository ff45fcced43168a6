import type { Json } from "@/domain/json.ts";

export interface CachedFacts {
  readonly facts: Json;
  /** ISO instant of this machine. */
  readonly at: string;
}

/** What an adapter wants to know again in the next process without asking (server, projects, labels). */
export interface FactsCache {
  get(name: string): CachedFacts | null;
  /** Kept when the run ends well. */
  put(name: string, facts: Json): void;
}
