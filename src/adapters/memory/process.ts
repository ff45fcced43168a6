import { SyncError } from "@/domain/errors.ts";
import type { MemoryDisk } from "@/adapters/memory/disk.ts";

/** What is written to. */
type DiskPlace =
  | "log"
  | "notices"
  | "spool"
  | "journal"
  | "mark"
  | "note"
  | "engine mark";

/**
 * What befalls a write: it is refused, or the process ends over it. Ended before it, nothing is stored; after it,
 * all of it is, and nobody hears; within it, part of what can be there in part.
 */
export type WriteFault = "full" | "damaged" | "ends before" | "ends within" | "ends after";

type Ending = Extract<WriteFault, `ends ${string}`>;

interface ProcessOptions {
  /** Asked before each write; `null`: nothing befalls it. */
  readonly faultOf: (place: DiskPlace) => WriteFault | null;
  /** A fault has ended the process. */
  readonly onEnd: () => void;
}

/** One process that uses a disk, from its start to its end. Any number may use one at the same time. */
export interface MemoryProcess {
  readonly disk: MemoryDisk;
  readonly isOver: boolean;
  /** From now on it writes nothing, and what it waits for never comes. */
  end(): void;
  /**
   * What `work` returns, which writes there; `part` writes what is there when the process ends within.
   * @throws {SyncError} `DISK_FULL`, `LOG_DAMAGED`; `ABORTED` where the process is over, which nobody is to hear.
   */
  write<T>(place: DiskPlace, work: () => T, part?: () => void): T;
  /** The same of what takes time; where the process ends meanwhile, nobody hears of it. */
  writeLater<T>(place: DiskPlace, work: () => Promise<T>): Promise<T>;
}

const noFaults: ProcessOptions = { faultOf: () => null, onEnd: () => {} };

export function startProcess(
  disk: MemoryDisk,
  { faultOf, onEnd }: ProcessOptions = noFaults,
): MemoryProcess {
  /** Found so once, nothing is written to it any more. */
  const damaged = new Set<DiskPlace>();
  let isOver = false;

  function endHere(): SyncError {
    isOver = true;
    onEnd();
    return over();
  }

  /** What is to be done with a write. @throws {SyncError} it is refused. */
  function fateOf(place: DiskPlace): "none" | Ending {
    if (isOver) throw over();
    const fault = damaged.has(place) ? "damaged" : faultOf(place);
    switch (fault) {
      case null:
        return "none";
      case "full":
        throw new SyncError("DISK_FULL", `Cannot write the ${place}: the disk is full`, {
          hint: "Nothing was half-written. Make room on that disk and run the command again.",
        });
      case "damaged":
        damaged.add(place);
        throw new SyncError("LOG_DAMAGED", `Cannot write the ${place}: it is damaged`);
      case "ends before":
      case "ends within":
      case "ends after":
        return fault;
    }
  }

  return {
    disk,
    get isOver() {
      return isOver;
    },
    end() {
      isOver = true;
    },
    write(place, work, part) {
      const fate = fateOf(place);
      if (fate === "none") return work();
      if (fate === "ends within") part?.();
      if (fate === "ends after") tryTo(work);
      throw endHere();
    },
    async writeLater(place, work) {
      if (isOver) return await unheard();
      const fate = fateOf(place);
      if (fate === "ends before" || fate === "ends within") endHere();
      if (isOver) return await unheard();
      const outcome = await outcomeOf(work);
      if (fate === "ends after") endHere();
      return isOver ? await unheard() : outcome();
    },
  };
}

/** Where it is refused, nothing is stored, and nobody hears of that either. */
function tryTo(work: () => unknown): void {
  try {
    work();
  } catch (thrown) {
    if (!(thrown instanceof SyncError)) throw thrown;
  }
}

/** What gives the result, or throws what the work threw. */
async function outcomeOf<T>(work: () => Promise<T>): Promise<() => T> {
  try {
    const result = await work();
    return () => result;
  } catch (thrown) {
    return () => {
      throw thrown;
    };
  }
}

function over(): SyncError {
  return new SyncError("ABORTED", "Cannot write: the process is over");
}

/** What a process waits for that is over. */
export function unheard(): Promise<never> {
  return new Promise(() => {});
}
