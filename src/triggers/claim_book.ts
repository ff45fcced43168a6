import { SyncError } from "@/domain/errors.ts";
import { type ClaimEvent, evolveClaim } from "@/domain/claim.ts";
import type { SyncEvent } from "@/domain/events.ts";
import type { ClaimableTask, ClaimQueries } from "@/ports/claims.ts";
import type { EventStore } from "@/ports/event_store.ts";

/**
 * What claims of tasks are decided on, kept in memory. It may be older than the log: who decides on it appends at
 * its version, or asks whether it is current, and decides once more where it was not.
 */
interface ClaimBook {
  /** @throws {SyncError} `NOT_FOUND`; `USAGE`: the name means several. */
  find(name: string): ClaimableTask;
  /** After the event that was decided on it is in the log. */
  noteStored(task: ClaimableTask, event: ClaimEvent): void;
  isCurrent(task: ClaimableTask): boolean;
  forget(streamId: string): void;
}

/** About half a kilobyte each. */
const maxKept = 4_096;

export function createClaimBook(
  queries: Pick<ClaimQueries, "claimable" | "resolveTask">,
  store: Pick<EventStore<SyncEvent>, "streamVersion">,
): ClaimBook {
  const kept = new Map<string, ClaimableTask>();

  function keep(task: ClaimableTask): ClaimableTask {
    if (kept.size >= maxKept) kept.clear();
    kept.set(task.task, task);
    return task;
  }

  return {
    find(name) {
      const known = kept.get(name);
      if (known !== undefined) return known;
      const found = queries.claimable(name) ?? queries.claimable(queries.resolveTask(name));
      if (found !== null) return keep(found);
      throw new SyncError("NOT_FOUND", `Cannot find task ${name}: the log has not seen it`);
    },
    noteStored(task, event) {
      const { lastToken, lease } = evolveClaim(task.claim, event);
      const streamVersion = task.streamVersion + 1;
      keep({ ...task, streamVersion, claim: { lastToken, lease, lapsed: null } });
    },
    isCurrent: ({ task, streamVersion }) => store.streamVersion(task) === streamVersion,
    forget: (streamId) => void kept.delete(streamId),
  };
}
