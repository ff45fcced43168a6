/** Which tasks are handed out while a write reads them. */
export interface ReadsUnderWay {
  /** They were handed out: who reads one of them now may be told what was before that. */
  handedOut(ids: readonly string[]): void;
  /**
   * What a write goes by: read again where the task was handed out meanwhile, since an answer that took long may be of
   * before it, and the engine waits for the write with what it was handed.
   */
  undisturbed<T>(id: string, read: () => Promise<T>): Promise<T>;
}

/** A task that is handed out all the time is written nevertheless. */
const maxReads = 3;

export function createReadsUnderWay(): ReadsUnderWay {
  const underWay = new Set<{ readonly id: string; isDisturbed: boolean }>();
  return {
    handedOut(ids) {
      if (underWay.size === 0) return;
      const all = new Set(ids);
      for (const one of underWay) if (all.has(one.id)) one.isDisturbed = true;
    },
    async undisturbed(id, read) {
      for (let reads = 1;; reads += 1) {
        const one = { id, isDisturbed: false };
        underWay.add(one);
        try {
          const known = await read();
          if (!one.isDisturbed || reads >= maxReads) return known;
        } finally {
          underWay.delete(one);
        }
      }
    },
  };
}
