import type { StoredStep } from "@/engine/actor.ts";
import type { TaskEvent } from "@/domain/events.ts";
import type { PairState } from "@/domain/state.ts";
import type { Side } from "@/domain/task.ts";

type Count = Record<Side, number>;

/** Counts what was confirmed, read back and found so; a request alone counts for nothing. */
export interface Tally {
  add(step: StoredStep): void;
  readonly created: Readonly<Count>;
  readonly updated: Readonly<Count>;
  readonly deleted: Readonly<Count>;
  readonly conflicts: number;
  readonly rejected: number;
  readonly requested: number;
  readonly settled: number;
}

export function createTally(): Tally {
  const zero = (): Count => ({ taskwarrior: 0, vikunja: 0 });
  const tally = {
    created: zero(),
    updated: zero(),
    deleted: zero(),
    conflicts: 0,
    rejected: 0,
    requested: 0,
    settled: 0,
    add({ before, events }: StoredStep) {
      for (const event of events) count(event, before);
    },
  };

  function count(event: TaskEvent, before: PairState): void {
    if (event.type === "ConflictResolved") tally.conflicts++;
    if (event.type === "MessageRejected") tally.rejected++;
    if (event.type === "PushRequested") tally.requested++;
    if (event.type === "PushDropped" || event.type === "PushFailed") tally.settled++;
    if (event.type !== "PushConfirmed") return;
    tally.settled++;
    const { side } = event.data;
    const push = before[side].pending?.push;
    if (push?.kind === "create") tally.created[side]++;
    else if (push?.kind === "delete") tally.deleted[side]++;
    else if (push !== undefined && !isOnlyLink(push.patch)) tally.updated[side]++;
  }

  return tally;
}

/** Noting the link is part of creating the other one, not an update of the task. */
function isOnlyLink(patch: object): boolean {
  return Object.keys(patch).every((field) => field === "link");
}
