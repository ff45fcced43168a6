import type { Look } from "@/adapters/vikunja/read.ts";

/** Which tasks are handed out while a write reads them. */
export interface ReadsUnderWay {
  /** They were handed out: who reads one of them now may be told what was before that. */
  handedOut(ids: readonly string[]): void;
  /**
   * What a write goes by: read again where the task was handed out meanwhile, since an answer that took long may be of
   * before it, and the engine waits for the write with what it was handed.
   */
  undisturbed<T>(id: string, read: () => Promise<T>): Promise<T>;
  /** A write is about to come that will go by this. */
  ahead(id: string, read: () => Promise<Look>): void;
  /** As `undisturbed`; where it was begun ahead, a moment ago, that is all. */
  begun(id: string, read: () => Promise<Look>): Promise<Look>;
}

/** A task that is handed out all the time is written nevertheless. */
const maxReads = 3;
/** Until the write has come: what took longer is read again, since somebody may have edited the task meanwhile. */
const aheadMs = 100;
/** More at once are not what somebody has just done. */
const mostAhead = 2;

interface Ahead {
  readonly at: number;
  readonly look: Promise<Look>;
}

export function createReadsUnderWay(elapsed: () => number): ReadsUnderWay {
  const underWay = new Set<{ readonly id: string; isDisturbed: boolean }>();
  const begun = new Map<string, Ahead>();
  const isYoung = ({ at }: Ahead) => elapsed() - at <= aheadMs;

  async function undisturbed<T>(id: string, read: () => Promise<T>): Promise<T> {
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
  }

  return {
    handedOut(ids) {
      for (const id of ids) begun.delete(id);
      if (underWay.size === 0) return;
      const all = new Set(ids);
      for (const one of underWay) if (all.has(one.id)) one.isDisturbed = true;
    },
    undisturbed,
    ahead(id, read) {
      for (const [old, each] of begun) if (!isYoung(each)) begun.delete(old);
      if (begun.size >= mostAhead || begun.has(id)) return;
      const look = undisturbed(id, read);
      // Whoever goes by it reads once more then.
      look.catch(() => {});
      begun.set(id, { at: elapsed(), look });
    },
    async begun(id, read) {
      const ahead = begun.get(id);
      begun.delete(id);
      const fresh = () => undisturbed(id, read);
      return await (ahead !== undefined && isYoung(ahead) ? ahead.look.catch(fresh) : fresh());
    },
  };
}
