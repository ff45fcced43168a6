import * as v from "valibot";
import type { RawObject } from "@/adapters/vikunja/answers.ts";
import type { FactsCache } from "@/ports/facts_cache.ts";

/**
 * The columns of boards that the cards of open tasks were last seen in. Moving a card moves no stamp of Vikunja's, but
 * a filter can ask for cards that are elsewhere.
 */
interface KnownCards {
  /** Tasks as they were read, each with its columns. */
  see(tasks: readonly RawObject[]): void;
  /**
   * Answers of {@link filters}. What moved counts as known once it is asked for a second time: whoever was told of it
   * may not have got to it.
   */
  meet(tasks: readonly RawObject[]): void;
  /** Every task was read: these are all. */
  seenAll(ids: ReadonlySet<number>): void;
  /** Together they take every open task with a card that is not where it was last seen; none: no board is known. */
  filters(): readonly string[];
}

/** Tasks a filter names: its address stays below what proxies take (8 kB). */
const mostNamed = 400;
/** Where more are elsewhere than all were kept, all are kept anew. */
const mostStrayed = 50;
const factsName = "vikunja.cards";
const strayedName = "vikunja.cards.strayed";
const ids = v.array(v.number());
const factsSchema = v.object({ url: v.string(), columns: v.record(v.string(), ids), unseen: ids });
const strayedSchema = v.object({ url: v.string(), ids });

export function createKnownCards(
  { cache, url }: { readonly cache: FactsCache; readonly url: string },
): KnownCards {
  /** By task. */
  const cards = new Map<number, readonly number[]>();
  const columns = new Set<number>();
  const moved = new Map<number, readonly number[]>();
  /** With a card in a column that is not shown, such as those of a saved filter of somebody else. */
  const unseen = new Set<number>();
  /** As kept for later processes. */
  let base: ReadonlyMap<number, readonly number[]> = new Map();
  /** Seen elsewhere than that since: later processes know nothing of these. */
  const strayed = new Set<number>();
  let isRead = false;

  /** The cache may be filled only once a run has begun. */
  function read(): void {
    if (isRead) return;
    isRead = true;
    const known = v.safeParse(factsSchema, cache.get(factsName)?.facts);
    if (!known.success || known.output.url !== url) return;
    for (const [column, tasks] of Object.entries(known.output.columns)) {
      columns.add(Number(column));
      for (const id of tasks) cards.set(id, [...cards.get(id) ?? [], Number(column)]);
    }
    for (const id of known.output.unseen) unseen.add(id);
    base = new Map(cards);
    const since = v.safeParse(strayedSchema, cache.get(strayedName)?.facts);
    if (!since.success || since.output.url !== url) return;
    for (const id of since.output.ids) {
      strayed.add(id);
      cards.delete(id);
    }
  }

  function keepStrayed(): void {
    cache.put(strayedName, { url, ids: [...strayed].sort(byNumber) });
  }

  function noteSeen(id: number, of: readonly number[]): void {
    if (!base.has(id) || strayed.has(id) || isSame(base.get(id), of)) return;
    strayed.add(id);
    if (strayed.size > mostStrayed) keep();
    else keepStrayed();
  }

  function keep(): void {
    const byColumn = Map.groupBy(
      [...cards, ...moved].flatMap(([id, of]) => of.map((column) => ({ id, column }))),
      ({ column }) => column,
    );
    cache.put(factsName, {
      url,
      columns: Object.fromEntries(
        [...columns].map((column) => [
          String(column),
          [...new Set((byColumn.get(column) ?? []).map(({ id }) => id))].sort(byNumber),
        ]),
      ),
      unseen: [...unseen].sort(byNumber),
    });
    base = new Map([...cards, ...moved]);
    strayed.clear();
    keepStrayed();
  }

  function note(id: number, task: RawObject, of: readonly number[]): void {
    for (const column of of) columns.add(column);
    moved.delete(id);
    if (task["done"] === true || of.length === 0) cards.delete(id);
    else cards.set(id, of);
    noteSeen(id, of);
  }

  return {
    see(tasks) {
      read();
      for (const task of tasks) {
        const of = columnsOf(task);
        if (of !== null) note(Number(task["id"]), task, of);
      }
    },
    meet(tasks) {
      read();
      for (const task of tasks) {
        const [id, of] = [Number(task["id"]), columnsOf(task) ?? []];
        if (isSame(cards.get(id), of)) unseen.add(id);
        else if (isSame(moved.get(id), of)) note(id, task, of);
        else {
          // In no column for now, so that it is asked for wherever it is, also where it was before.
          cards.delete(id);
          moved.set(id, of);
          noteSeen(id, of);
        }
      }
    },
    seenAll(all) {
      for (const each of [cards, moved, unseen]) {
        for (const id of each.keys()) if (!all.has(id)) each.delete(id);
      }
      keep();
    },
    filters() {
      read();
      if (columns.size === 0) return [];
      const known = [...cards].sort(([a], [b]) => a - b);
      const parts = Math.max(1, Math.ceil(known.length / mostNamed));
      return Array.from({ length: parts }, (_, part) => {
        const from = part * mostNamed;
        const [first] = part === 0 ? [] : known[from] ?? [];
        const [next] = known[from + mostNamed] ?? [];
        return filterOf(known.slice(from, from + mostNamed), { first, next, columns, unseen });
      });
    },
  };
}

interface FilterPart {
  /** Id that it begins with, and that the next one begins with; `undefined`: the first, the last. */
  readonly first: number | undefined;
  readonly next: number | undefined;
  readonly columns: ReadonlySet<number>;
  readonly unseen: ReadonlySet<number>;
}

function filterOf(
  cards: readonly (readonly [id: number, columns: readonly number[]])[],
  { first, next, columns, unseen }: FilterPart,
): string {
  const range = [
    ...first === undefined ? [] : [`id >= ${first}`],
    ...next === undefined ? [] : [`id < ${next}`],
  ];
  const inPart = (id: number) => id >= (first ?? 0) && id < (next ?? Infinity);
  const there = (column: number) => cards.filter(([, of]) => of.includes(column)).map(([id]) => id);
  const places = [
    but(`bucket_id not in ${[...columns].join(",")}`, [...unseen].filter(inPart)),
    ...[...columns].map((column) => but(`bucket_id = ${column}`, there(column))),
  ];
  return ["done = false", ...range, `(${places.join(" || ")})`].join(" && ");
}

function but(condition: string, tasks: readonly number[]): string {
  return tasks.length === 0 ? condition : `(${condition} && id not in ${tasks.join(",")})`;
}

/** `null`: it was not asked for, or is not told. */
function columnsOf({ buckets }: RawObject): readonly number[] | null {
  if (!Array.isArray(buckets)) return null;
  return buckets.flatMap((each) => {
    const id = each !== null && typeof each === "object" && "id" in each ? Number(each["id"]) : NaN;
    return Number.isSafeInteger(id) ? [id] : [];
  }).sort(byNumber);
}

function isSame(a: readonly number[] | undefined, b: readonly number[]): boolean {
  return a !== undefined && a.length === b.length && a.every((each, at) => each === b[at]);
}

function byNumber(a: number, b: number): number {
  return a - b;
}
