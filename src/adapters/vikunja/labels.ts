import type { Api } from "@/adapters/vikunja/api.ts";
import { allPages } from "@/adapters/vikunja/lists.ts";

export interface Label {
  readonly id: number;
  readonly title: string;
}

/** The labels this account may use, read whole when first needed in a run. */
export interface Labels {
  /**
   * Exact title first (lowest id), else the only one that differs by case, else a new one; never two new ones
   * of one title.
   */
  resolve(title: string, signal: AbortSignal): Promise<Label>;
}

export function createLabels(api: () => Promise<Api>): Labels {
  let catalogue: Promise<Label[]> | null = null;
  let making: Promise<unknown> = Promise.resolve();

  async function read(signal: AbortSignal): Promise<Label[]> {
    const calls = await api();
    const { items } = await allPages((page) => calls.labels(page, signal));
    return items
      .map((raw) => ({ id: Number(raw["id"]), title: String(raw["title"] ?? "") }))
      .toSorted((a, b) => a.id - b.id);
  }

  function known(signal: AbortSignal): Promise<Label[]> {
    catalogue ??= read(signal).catch((error) => {
      catalogue = null;
      throw error;
    });
    return catalogue;
  }

  async function findOrMake(title: string, signal: AbortSignal): Promise<Label> {
    const all = await known(signal);
    const found = pick(all, title);
    if (found !== null) return found;
    try {
      const raw = await (await api()).createLabel(title, signal);
      const made = { id: Number(raw["id"]), title };
      all.push(made);
      return made;
    } catch (error) {
      // It may have been made all the same: look before making it again.
      catalogue = null;
      throw error;
    }
  }

  return {
    async resolve(title, signal) {
      const found = pick(await known(signal), title);
      if (found !== null) return found;
      const next = making.then(() => findOrMake(title, signal));
      making = next.catch(() => undefined);
      return await next;
    },
  };
}

function pick(all: readonly Label[], title: string): Label | null {
  const exact = all.find((label) => label.title === title);
  if (exact !== undefined) return exact;
  const folded = title.toLowerCase();
  const twins = all.filter((label) => label.title.toLowerCase() === folded);
  return twins.length === 1 ? twins[0] ?? null : null;
}
