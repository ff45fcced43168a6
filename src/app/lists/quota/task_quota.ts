import type { SyncError } from "@/domain/errors.ts";
import { quotaError } from "@/app/lists/quota/quota_error.ts";
import type { LogReader } from "@/ports/log_reader.ts";
import type { Replica, Write, Written } from "@/ports/replica.ts";

type Known = Pick<LogReader, "pairCount" | "presenceOf">;

interface TaskQuotaPorts {
  /** `null`: as many as there are. */
  readonly most: () => number | null;
  readonly onFull: (error: SyncError) => void;
}

export interface TaskQuota {
  /** The same side, which makes no task beyond the quota; all else goes on. */
  within<R extends Pick<Replica, "write">>(replica: R): R;
  /** Of the list, once its log is open. */
  readonly goBy: (log: Known) => void;
}

/** Also the look for room, at some of those that wait: `app/daemon/resends.ts`. */
const laterMs = 5_000;

/**
 * Tasks that one list may have on both sides. Invariant: what is there and what is being made are never more than
 * that, but for creates that may have happened before.
 */
export function createTaskQuota({ most, onFull }: TaskQuotaPorts): TaskQuota {
  /** Streams whose task is being made, or is made and not in the log yet. */
  const granted = new Set<string>();
  let reader: Known | null = null;

  function used(reader: Known): number {
    for (const streamId of granted) {
      const isKnown = reader.presenceOf(streamId, "taskwarrior") !== null &&
        reader.presenceOf(streamId, "vikunja") !== null;
      if (isKnown) granted.delete(streamId);
    }
    return reader.pairCount() + granted.size;
  }

  /** Places in `writes` of those that may go. */
  function admit(writes: readonly Write[]): readonly number[] {
    const limit = most();
    const places = writes.map((_, at) => at);
    if (limit === null || reader === null || !writes.some(isNew)) return places;
    let left = limit - used(reader);
    return places.filter((at) => {
      const write = writes[at];
      if (write === undefined || !isNew(write) || granted.has(streamOf(write))) return true;
      if (left-- <= 0) return false;
      granted.add(streamOf(write));
      return true;
    });
  }

  return {
    goBy: (log) => void (reader = log),
    within: (replica) => ({
      ...replica,
      async write(writes, signal, onWritten) {
        const places = admit(writes);
        if (places.length === writes.length && !writes.some(isNew)) {
          return await replica.write(writes, signal, onWritten);
        }
        const full = places.length < writes.length ? fullError(most() ?? 0) : null;
        if (full !== null) onFull(full);
        const outcomes: Written[] = writes.map(() => ({
          kind: "failed",
          error: full ?? fullError(0),
        }));
        const admitted = places.flatMap((at) => writes[at] ?? []);
        try {
          const written = admitted.length === 0 ? [] : await replica.write(
            admitted,
            signal,
            (index, outcome) => onWritten?.(places[index] ?? 0, outcome),
          );
          for (const [index, outcome] of written.entries()) {
            outcomes[places[index] ?? 0] = outcome;
            const write = admitted[index];
            if (outcome.kind !== "written" && write !== undefined) granted.delete(streamOf(write));
          }
        } catch (thrown) {
          for (const write of admitted) granted.delete(streamOf(write));
          throw thrown;
        }
        return outcomes;
      },
    }),
  };
}

/** What waited here, or on the host before, was not made because it was put off once more. */
function isNew({ push, mayHaveHappened, isUntried }: Write): boolean {
  return push.kind === "create" && (!mayHaveHappened || isUntried === true);
}

function streamOf({ key }: Write): string {
  return key.slice(0, key.lastIndexOf("@"));
}

function fullError(most: number): SyncError {
  return quotaError(
    `The list has as many tasks as it may (${most})`,
    "Delete tasks, or ask whoever runs the service for more.",
    laterMs,
  );
}
