/** After so long without a round, what the next one needs may be fetched again. */
const idleMs = 5_000;

/** Gives memory back when nothing happens for a while; `note` says that something did. */
export interface IdleMemory extends Disposable {
  note(): void;
}

export function createIdleMemory(): IdleMemory {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    note() {
      clearTimeout(timer);
      timer = setTimeout(() => void giveBack(), idleMs);
    },
    [Symbol.dispose]: () => clearTimeout(timer),
  };
}

/** Only the binary can: Deno calls no foreign functions without leave for all of them. */
async function giveBack(): Promise<void> {
  if (!("Bun" in globalThis)) return;
  const { giveBackCode } = await import("@/adapters/bun/idle_memory.ts");
  giveBackCode();
}
