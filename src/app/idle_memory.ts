import type { OwnMemory } from "@/app/daemon_ports.ts";
import type { Runtime } from "@/ports/runtime.ts";

/** After so long without a round, what the next one needs may be fetched again. */
const idleMs = 5_000;
/** Where rounds follow each other without end, garbage is collected as often as that. */
const busyMs = 60_000;

/** Gives memory back when nothing happens for a while; `note` says that something did. */
interface IdleMemory extends Disposable {
  note(): void;
}

export function createIdleMemory(
  { elapsed, after }: Runtime,
  { collectGarbage, giveBack }: OwnMemory,
): IdleMemory {
  let timer: Disposable | null = null;
  let givenBackAt = elapsed();
  return {
    note() {
      timer?.[Symbol.dispose]();
      if (elapsed() - givenBackAt > busyMs) {
        givenBackAt = elapsed();
        collectGarbage();
      }
      timer = after(idleMs, () => {
        givenBackAt = elapsed();
        giveBack();
      });
    },
    [Symbol.dispose]: () => timer?.[Symbol.dispose](),
  };
}
