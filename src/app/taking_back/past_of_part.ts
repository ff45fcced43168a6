import type { SyncEvent } from "@/domain/events.ts";
import { allFields, isOneOf } from "@/domain/fields.ts";
import type { Json } from "@/domain/json.ts";
import type { Operation, TaskPart } from "@/domain/operation.ts";
import type { PairState } from "@/domain/state.ts";
import type { StoredEvent } from "@/domain/stored_event.ts";
import { otherSide, type Side, sides } from "@/domain/task.ts";
import { isThere, pastBetween, type TaskPast } from "@/domain/task_past.ts";

type Stored = readonly StoredEvent<SyncEvent>[];

interface DonePart {
  readonly part: TaskPart;
  readonly operation: Operation;
  /** The task's stream. */
  readonly events: Stored;
  /** What the task was right before its first event, and right after its last. */
  readonly before: PairState;
  readonly after: PairState;
}

/** What an operation did to one task, as it is to be taken back. */
export function pastOfPart(
  { part, operation, events, before, after }: DonePart,
  mayGo: boolean,
): TaskPast {
  const within = events.filter(({ position }) => position >= part.from && position <= part.upTo);
  const past = pastBetween(before, after, mayGo && !within.some(isFound));
  const sideOf = (side: Side): TaskPast[Side] => {
    const { was, is } = past[side];
    const changes = part.changes.filter((change) =>
      change.side === side && change.state === "done" && isOneOf(allFields, change.field) &&
      before[side].task?.[change.field] !== undefined
    );
    const pick = (which: "before" | "after") =>
      Object.fromEntries(changes.map((change) => [change.field, change[which]] as const));
    // Other operations may have come in between.
    const isOfIt = part.presence.some((change) => change.side === side);
    return {
      before: pick("before") as Readonly<Record<string, Json>>,
      after: pick("after") as Readonly<Record<string, Json>>,
      was,
      is: isOfIt ? is : is ?? was?.task ?? null,
    };
  };
  // What people are still to be asked has no loser.
  const conflicts = part.conflicts.filter(({ field, because }) =>
    field !== "deleted" && because !== "ask"
  );
  const answered = within.flatMap(({ event }) =>
    event.type === "DeletionReleased" && event.data.because === "bring back" &&
      before[event.data.side].held === "held" && isThere(before, otherSide(event.data.side))
      ? [event.data.side]
      : []
  );
  const isOwn = (side: Side) => operation.sides.includes(side);
  return {
    ...past,
    ...(past.mayGo ? {} : { wasThere: true }),
    taskwarrior: sideOf("taskwarrior"),
    vikunja: sideOf("vikunja"),
    requests: within.flatMap(({ event, version }) =>
      event.type === "PushRequested" && event.data.operation !== undefined ? [version] : []
    ),
    broughtBack: answered[0] ?? null,
    picked: within.flatMap(({ event }) =>
      event.type === "ConflictPicked" && event.data.takenBack !== true
        ? [event.data.conflictId]
        : []
    ),
    reopened: within.flatMap(({ event }) => {
      if (event.type !== "ConflictPicked" || event.data.takenBack !== true) return [];
      const { conflictId } = event.data;
      const known = before.picked.find(({ conflict }) => conflict.id === conflictId);
      return known === undefined ? [] : [{ conflictId, side: known.side }];
    }),
    lost: conflicts.flatMap(({ field, lost: { side } }) =>
      isOwn(side) && !isOwn(otherSide(side)) ? [{ field, side }] : []
    ),
    leads: conflicts.flatMap(({ field, lost: { side } }) => isOwn(side) ? [] : [{ field, side }]),
  };
}

/** Tasks that were there before anybody knew that they belong together, or go on from another one. */
function isFound({ event }: StoredEvent<SyncEvent>): boolean {
  return event.type === "OccurrenceFinished" ||
    event.type === "TaskLinked" && event.data.because !== "created";
}

/** Whether it changed anything that could be taken back; an answer that kept what stands is told in words alone. */
export function isSomething({ changes, presence, notes }: TaskPart): boolean {
  return changes.length + notes.length > 0 ||
    sides.some((side) => presence.some((each) => each.side === side));
}
