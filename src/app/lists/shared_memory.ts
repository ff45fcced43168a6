import type { OwnMemory } from "@/app/daemon/ports.ts";

/** Between two collections, however many lists ask for one. */
const leastMs = 60_000;

/** The memory of the process as one list of many sees it: none of them can tell its own share. */
export function sharedMemory(memory: OwnMemory, elapsed: () => number): OwnMemory {
  const seldom = (act: () => void) => {
    let doneAt = elapsed();
    return () => {
      if (elapsed() - doneAt < leastMs) return;
      doneAt = elapsed();
      act();
    };
  };
  return {
    bytes: () => 0,
    collectGarbage: seldom(memory.collectGarbage),
    giveBack: seldom(memory.giveBack),
  };
}
