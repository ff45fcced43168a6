import * as v from "valibot";
import type { FactsCache } from "@/ports/facts_cache.ts";

/** Tasks that creates have made whose answer came, whether or not all of the create was done then. */
export interface MadeTasks {
  note(key: string, id: number): void;
  /** Not all of the create could be done: the next process is to know of it as well. */
  keep(key: string): void;
  idOf(key: string): number | null;
}

/** A create that failed in its middle is asked for again soon, if at all. */
const maxTasks = 1_000;
/** Of those that later processes know. */
const maxKept = 100;
const factsName = "vikunja.made";
const factsSchema = v.object({ url: v.string(), ids: v.record(v.string(), v.number()) });

export function createMadeTasks(
  { cache, url }: { readonly cache: FactsCache; readonly url: string },
): MadeTasks {
  const ids = new Map<string, number>();
  let kept: Readonly<Record<string, number>> | null = null;

  /** Of earlier processes, of which the cache may be filled only once a run has begun. */
  function keptOnes(): Readonly<Record<string, number>> {
    if (kept !== null) return kept;
    const known = v.safeParse(factsSchema, cache.get(factsName)?.facts);
    if (!known.success || known.output.url !== url) return {};
    return kept = known.output.ids;
  }

  return {
    note(key, id) {
      ids.set(key, id);
      const [oldest] = ids.keys();
      if (ids.size > maxTasks && oldest !== undefined) ids.delete(oldest);
    },
    keep(key) {
      const id = ids.get(key);
      if (id === undefined || keptOnes()[key] === id) return;
      kept = Object.fromEntries([...Object.entries(keptOnes()), [key, id]].slice(-maxKept));
      cache.put(factsName, { url, ids: kept });
    },
    idOf: (key) => ids.get(key) ?? keptOnes()[key] ?? null,
  };
}
