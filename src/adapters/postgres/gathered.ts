import type { Runtime } from "@/ports/runtime.ts";

/** Asks together what is asked within that time; all of them fail together. */
export function gathered<Key, Answer>(
  { after }: Pick<Runtime, "after">,
  withinMs: number,
  ask: (keys: readonly Key[]) => Promise<Answer>,
): (key: Key) => Promise<Answer> {
  let keys: Key[] = [];
  let together: Promise<Answer> | null = null;
  return (key) => {
    keys.push(key);
    together ??= new Promise((resolve) => {
      after(withinMs, () => {
        const all = keys;
        [keys, together] = [[], null];
        resolve(ask(all));
      });
    });
    return together;
  };
}
