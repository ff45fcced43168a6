import { collectGarbage } from "@/adapters/system/collect_garbage.ts";

/** After so long without a round, what the next one needs may be fetched again. */
const idleMs = 5_000;
/** Where rounds follow each other without end, garbage is collected as often as that. */
const busyMs = 60_000;

/** Gives memory back when nothing happens for a while; `note` says that something did. */
export interface IdleMemory extends Disposable {
  note(): void;
}

/** `elapsed`: milliseconds on a clock that does not jump. */
export function createIdleMemory(elapsed: () => number): IdleMemory {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let givenBackAt = elapsed();
  return {
    note() {
      clearTimeout(timer);
      if (elapsed() - givenBackAt > busyMs) {
        givenBackAt = elapsed();
        collectGarbage();
      }
      timer = setTimeout(() => {
        givenBackAt = elapsed();
        void giveBack();
      }, idleMs);
    },
    [Symbol.dispose]: () => clearTimeout(timer),
  };
}

/** The program's code only from the binary: Deno calls no foreign functions without leave for all of them. */
async function giveBack(): Promise<void> {
  if (!("Bun" in globalThis)) return collectGarbage();
  const { giveBackCode } = await import("@/adapters/bun/idle_memory.ts");
  giveBackCode();
}
