import type { Said } from "@/page/layout.ts";

/** What came of a form, for the page that is shown after it: the form itself is not sent again by a reload. */
interface Flashes {
  /** Name of it in an address. */
  keep(said: Omit<Said, "id">): string;
  /** `null`: long ago, or of another daemon. */
  of(id: string): Said | null;
}

const mostKept = 64;

export function createFlashes(uuid: () => string): Flashes {
  const kept = new Map<string, Said>();
  return {
    keep(said) {
      const id = uuid().slice(0, 8);
      kept.set(id, { ...said, id });
      const [oldest] = kept.keys();
      if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
      return id;
    },
    of: (id) => kept.get(id) ?? null,
  };
}
