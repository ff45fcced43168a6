import type { RawObject } from "@/adapters/vikunja/answers.ts";
import type { Api } from "@/adapters/vikunja/api.ts";
import { isStatus } from "@/adapters/vikunja/client/errors.ts";
import { createKnownCards } from "@/adapters/vikunja/known_cards.ts";
import type { FactsCache } from "@/ports/facts_cache.ts";

/** Finds cards that were moved and nothing else. */
export interface MovedCards {
  /** The same calls; what a look at one task shows is noted. */
  watching(api: Api): Api;
  /** They are handed out as they were read. */
  see(tasks: readonly RawObject[]): void;
  /** Every task was read: these are all. */
  seenAll(tasks: readonly RawObject[]): void;
  /** Open tasks whose card is elsewhere than it was last seen; none where they were asked for a moment ago. */
  read(api: Api, signal: AbortSignal): Promise<readonly RawObject[]>;
}

/** Of a request each; the poll comes every 30 s. */
const leastMs = 25_000;

const noCards: MovedCards = {
  watching: (api) => api,
  see: () => {},
  seenAll: () => {},
  read: () => Promise.resolve([]),
};

export function createMovedCards({ asksBoards, cache, url, elapsed }: {
  /** Whether cards are synced: else nothing is asked for. */
  readonly asksBoards: boolean;
  readonly cache: FactsCache;
  readonly url: string;
  /** Milliseconds on a clock that does not jump. */
  readonly elapsed: () => number;
}): MovedCards {
  if (!asksBoards) return noCards;
  const cards = createKnownCards({ cache, url });
  let next = -Infinity;
  let isRefused = false;

  async function all(api: Api, filter: string, signal: AbortSignal) {
    const items: RawObject[] = [];
    for (let page = 1;; page++) {
      const query = { page, perPage: api.maxPerPage, sort: "id", filter, comments: true } as const;
      const answer = await api.tasks(query, signal);
      items.push(...answer.items);
      if (page >= answer.totalPages || answer.items.length === 0) return items;
    }
  }

  return {
    watching(api) {
      return {
        ...api,
        async task(id, signal) {
          const raw = await api.task(id, signal);
          cards.see([raw]);
          return raw;
        },
      };
    },
    see: cards.see,
    seenAll(tasks) {
      cards.seenAll(new Set(tasks.map((task) => Number(task["id"]))));
    },
    async read(api, signal) {
      if (isRefused || elapsed() < next) return [];
      const filters = cards.filters();
      next = elapsed() + filters.length * leastMs;
      try {
        const found: RawObject[] = [];
        for (const filter of filters) found.push(...await all(api, filter, signal));
        const tasks = [...new Map(found.map((task) => [task["id"], task])).values()];
        cards.meet(tasks);
        return tasks;
      } catch (error) {
        // A proxy in front may not take such an address; then they are seen by webhooks and full reads.
        isRefused = isStatus(error, 400, 412, 414, 422, 431);
        if (!isRefused) throw error;
        return [];
      }
    },
  };
}
