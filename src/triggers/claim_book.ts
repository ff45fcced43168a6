import { SyncError } from "@/domain/errors.ts";
import { type ClaimEvent, evolveClaim } from "@/domain/claim.ts";
import type { SyncEvent, TaskEvent } from "@/domain/events.ts";
import { fold } from "@/domain/evolve.ts";
import type { ClaimableTask, ClaimQueries } from "@/ports/claims.ts";
import type { EventStore } from "@/ports/event_store.ts";

/** With what whoever claims it is told. */
export interface BookedTask extends ClaimableTask {
  readonly notes: string;
  /** As Taskwarrior writes it; empty: none. */
  readonly project: string;
}

/**
 * What claims of tasks are decided on, kept in memory. It may be older than the log: who decides on it appends at
 * its version, or asks whether it is current, and decides once more where it was not.
 */
interface ClaimBook {
  /** @throws {SyncError} `NOT_FOUND`; `USAGE`: the name means several. */
  find(name: string): BookedTask;
  /** After the event that was decided on it is in the log. */
  noteStored(task: BookedTask, event: ClaimEvent): void;
  isCurrent(task: ClaimableTask): boolean;
  forget(streamId: string): void;
}

export interface ClaimBookDeps {
  readonly queries: Pick<ClaimQueries, "claimable" | "resolveTask">;
  readonly store: Pick<EventStore<SyncEvent>, "streamVersion" | "readStream">;
  /** As Taskwarrior writes a path of its own; the empty path is an empty name. */
  readonly projectName: (path: readonly string[]) => string;
}

/** About half a kilobyte each, beside their notes. */
const maxKept = 4_096;
/** Characters of all notes that are kept. */
const maxNotes = 4_000_000;

export function createClaimBook({ queries, store, projectName }: ClaimBookDeps): ClaimBook {
  const kept = new Map<string, BookedTask>();
  let notesKept = 0;

  function keep(task: BookedTask): BookedTask {
    forget(task.task);
    if (kept.size >= maxKept || notesKept >= maxNotes) {
      kept.clear();
      notesKept = 0;
    }
    kept.set(task.task, task);
    notesKept += task.notes.length;
    return task;
  }

  function forget(streamId: string): void {
    notesKept -= kept.get(streamId)?.notes.length ?? 0;
    kept.delete(streamId);
  }

  function booked(found: ClaimableTask): BookedTask {
    const events = store.readStream(found.task).map(({ event }) => event as TaskEvent);
    const { taskwarrior, vikunja } = fold(found.task, events);
    const { notes = "", project = [] } = taskwarrior.task ?? vikunja.task ?? {};
    return { ...found, notes, project: projectName(project) };
  }

  return {
    find(name) {
      const known = kept.get(name);
      if (known !== undefined) return known;
      const found = queries.claimable(name) ?? queries.claimable(queries.resolveTask(name));
      if (found !== null) return keep(booked(found));
      throw new SyncError("NOT_FOUND", `Cannot find task ${name}: the log has not seen it`);
    },
    noteStored(task, event) {
      const { lastToken, lease } = evolveClaim(task.claim, event);
      const streamVersion = task.streamVersion + 1;
      keep({ ...task, streamVersion, claim: { lastToken, lease, lapsed: null } });
    },
    isCurrent: ({ task, streamVersion }) => store.streamVersion(task) === streamVersion,
    forget,
  };
}
