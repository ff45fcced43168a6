import type { Runtime } from "@/ports/runtime.ts";

/** What comes one by one and is done together, so that what it leaves in the log is one commit. */
interface Gathered extends Disposable {
  add(work: () => void): void;
}

/** From the first on, in milliseconds. */
const gatherMs = 100;

/** Disposing of it does what is left. `after` is `null`: nothing is gathered. */
export function createGathered(after: Runtime["after"] | null): Gathered {
  let left: (() => void)[] = [];
  let timer: Disposable | null = null;

  function doAll(): void {
    timer?.[Symbol.dispose]();
    timer = null;
    const all = left;
    left = [];
    for (const work of all) work();
  }

  return {
    add(work) {
      if (after === null) return work();
      left.push(work);
      timer ??= after(gatherMs, doAll);
    },
    [Symbol.dispose]: doAll,
  };
}
