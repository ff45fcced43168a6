import type { Runtime } from "@/ports/runtime.ts";
import { every } from "@/ports/waits.ts";

/** One timer for what is called as often for each of many; it runs while there is any. */
export interface Ticks {
  add(call: () => void): Disposable;
}

export function createTicks(runtime: Pick<Runtime, "after">, everyMs: number): Ticks {
  const calls = new Set<() => void>();
  let timer: Disposable | null = null;
  return {
    add(call) {
      calls.add(call);
      timer ??= every(runtime, everyMs, () => {
        for (const each of calls) each();
      });
      return {
        [Symbol.dispose]() {
          calls.delete(call);
          if (calls.size > 0) return;
          timer?.[Symbol.dispose]();
          timer = null;
        },
      };
    },
  };
}
