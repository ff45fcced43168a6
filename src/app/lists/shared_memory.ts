import type { OwnMemory } from "@/app/daemon/ports.ts";

/** Of the time, for what nobody waits for: all lists stand still meanwhile, which grows with what they hold together. */
const restingShare = 1 / 400;
/** Where strangers make much garbage. */
const relievingShare = 1 / 40;
/** Between two collections, however many lists ask for one. */
const leastMs = 60_000;

interface SharedMemory {
  /** As one list of many sees it: none of them can tell its own share. */
  readonly own: OwnMemory;
  /** For doors, which know themselves how often they ask. */
  readonly relieve: () => void;
}

/** The memory of the process: however many ask, collecting takes but a small part of the time. */
export function sharedMemory(memory: OwnMemory, elapsed: () => number): SharedMemory {
  const seldom = (act: () => void, share: number, least: number) => {
    let mayAt = elapsed() + least;
    return () => {
      const startedAt = elapsed();
      if (startedAt < mayAt) return;
      act();
      const endedAt = elapsed();
      mayAt = endedAt + Math.max(least, (endedAt - startedAt) / share);
    };
  };
  return {
    own: {
      bytes: () => 0,
      collectGarbage: seldom(memory.collectGarbage, restingShare, leastMs),
      giveBack: seldom(memory.giveBack, restingShare, leastMs),
    },
    relieve: seldom(memory.collectGarbage, relievingShare, 0),
  };
}
