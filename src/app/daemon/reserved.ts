import type { Part } from "@/triggers/run_options.ts";

/** Tasks that a comparison has arranged and not handed out yet: who is quicker has them handed out first. */
interface Reserved {
  reserve(hand: (streamId: string) => void): void;
  /** Nothing is left to hand out. */
  release(): void;
  /** Looks of others go after what the comparison saw of the same task. */
  guarded(part: Part): Part;
}

export function createReserved(): Reserved {
  let hand: ((streamId: string) => void) | null = null;
  return {
    reserve: (handing) => void (hand = handing),
    release: () => void (hand = null),
    guarded: (part) =>
      part.onArranged !== undefined ? part : {
        ...part,
        beforeHanding: (streamId) => hand?.(streamId),
      },
  };
}
