import type { Api } from "@/adapters/vikunja/api.ts";
import { isYounger, makingAgeMs } from "@/adapters/vikunja/client/age.ts";
import { createInTurn } from "@/adapters/vikunja/in_turn.ts";
import { allPages } from "@/adapters/vikunja/lists.ts";

interface Label {
  readonly id: number;
  readonly title: string;
}

/** The labels this account may use, read whole when first needed in a run. */
export interface Labels {
  /**
   * Exact title first (lowest id), else the only one that differs by case and is not of those `taken`, else a
   * new one; never two new ones of one title. Where somebody else made one of that title at the same time, theirs: ours
   * stays on no task.
   */
  resolve(title: string, taken: readonly string[], signal: AbortSignal): Promise<Label>;
  /** Begins to read what `resolve` is about to need. */
  ahead(signal: AbortSignal): void;
  /** A run begins: labels that it makes are not looked for in what an earlier one read. */
  begin(): void;
  /** The catalogue proved wrong (a label of it is gone): it is read again when next needed. */
  forget(): void;
}

/** Within a run the catalogue is read again when it is older, since labels of others come and go. */
const maxAgeMs = 60_000;
/** One of an earlier run, when it is older than this: by then an id may have another title. */
const justNowMs = 2_000;

export function createLabels(api: () => Promise<Api>, now: () => Date): Labels {
  let catalogue: Promise<Label[]> | null = null;
  let readAt: Date | null = null;
  let tookMs = 0;
  let hasBegun = false;
  let isOfThisRun = false;
  let newestId = 0;
  const making = createInTurn();

  async function read(signal: AbortSignal): Promise<Label[]> {
    const calls = await api();
    const startedAt = now().getTime();
    const { items } = await allPages((page) => calls.labels(page, signal));
    tookMs = now().getTime() - startedAt;
    const all = items
      .map((raw) => ({ id: Number(raw["id"]), title: String(raw["title"] ?? "") }))
      .toSorted((a, b) => a.id - b.id);
    newestId = Math.max(newestId, all.at(-1)?.id ?? 0);
    return all;
  }

  function known(signal: AbortSignal, maxAge: number): Promise<Label[]> {
    if (catalogue !== null && isYounger(readAt, now(), maxAge)) return catalogue;
    readAt = now();
    isOfThisRun = hasBegun;
    catalogue = read(signal).catch((error) => {
      catalogue = null;
      throw error;
    });
    return catalogue;
  }

  async function findOrMake(
    title: string,
    taken: readonly string[],
    signal: AbortSignal,
  ): Promise<Label> {
    // Somebody may have made it a moment ago.
    const all = await known(signal, isOfThisRun ? maxAgeMs : makingAgeMs(tookMs));
    const found = pick(all, title, taken);
    if (found !== null) return found;
    try {
      const raw = await (await api()).createLabel(title, signal);
      const made = { id: Number(raw["id"]), title };
      // Ids are given out in turn: others have made labels since all were read, of this title perhaps.
      const isNext = made.id === newestId + 1;
      newestId = Math.max(newestId, made.id);
      const current = await known(signal, isNext ? Infinity : 0);
      const theirs = current.find((label) => label.title === title && label.id < made.id);
      if (theirs !== undefined) return theirs;
      // It may have been read anew meanwhile.
      if (!current.some(({ id }) => id === made.id)) current.push(made);
      return made;
    } catch (error) {
      // It may have been made all the same: look before making it again.
      catalogue = null;
      throw error;
    }
  }

  const enough = (signal: AbortSignal) => known(signal, isOfThisRun ? maxAgeMs : justNowMs);

  return {
    ahead(signal) {
      // Who needs it reads it again then.
      enough(signal).catch(() => {});
    },
    async resolve(title, taken, signal) {
      const found = pick(await enough(signal), title, taken);
      if (found !== null) return found;
      return await making.after(title.toLowerCase(), () => findOrMake(title, taken, signal));
    },
    begin() {
      hasBegun = true;
      isOfThisRun = false;
    },
    forget: () => catalogue = null,
  };
}

function pick(all: readonly Label[], title: string, taken: readonly string[]): Label | null {
  const exact = all.find((label) => label.title === title);
  if (exact !== undefined) return exact;
  const folded = title.toLowerCase();
  const twins = all.filter((label) => label.title.toLowerCase() === folded);
  const [only, another] = twins;
  return only === undefined || another !== undefined || taken.includes(only.title) ? null : only;
}
