import type { TaskCommand } from "@/domain/decide/commands.ts";
import type { SyncEvent } from "@/domain/events.ts";
import { jsonEqual } from "@/domain/json.ts";
import {
  type Comment,
  elementsOf,
  type Field,
  knownSets,
  recordOf,
  scalarFields,
  type SetField,
  setFields,
} from "@/domain/fields.ts";
import type { PresentReading, Side, Task } from "@/domain/task.ts";
import type { StoredEvent } from "@/domain/stored_event.ts";

const wholeFields: readonly Field[] = [...scalarFields, "comments"];

/**
 * What a backup has lost of a task that it still holds. Where the task was not touched since the backup, all
 * that differs from what the log saw last; else the fields that are back at a value which the log has seen before.
 */
export function bringBackCommand(
  side: Side,
  reading: PresentReading,
  history: readonly StoredEvent<SyncEvent>[],
): TaskCommand {
  const seen = history.flatMap(({ event }) =>
    event.type === "TaskObserved" && event.data.side === side ? [event.data] : []
  );
  const last = seen.at(-1);
  const isUntouched = last !== undefined && reading.changedAt <= last.changedAt;
  const lost = wholeFields.filter((field) =>
    last !== undefined && last.task[field] !== undefined && reading.task[field] !== undefined &&
    !jsonEqual(last.task[field], reading.task[field]) &&
    (isUntouched || wasSeen(seen.map(({ task }) => task), field, reading.task))
  );
  const ever = isUntouched ? null : seen.map(({ task }) => task);
  const held = recordOf(setFields, (field) => heldElements(field, reading.task, ever));
  const lostSets = knownSets(reading.task).filter((field) =>
    last !== undefined && last.task[field] !== undefined &&
    !jsonEqual(last.task[field], held[field])
  );
  const seenComments = isUntouched
    ? [...seen.flatMap(({ task }) => task.comments), ...reading.task.comments]
    : seen.flatMap(({ task }) => task.comments);
  return {
    type: "BringBack",
    side,
    reading,
    lost: [...lost, ...lostSets],
    held,
    isUntouched,
    seenComments: unique(seenComments),
  };
}

/** It is not in the backup. */
export function makeAgainCommand(side: Side): TaskCommand {
  return {
    type: "BringBack",
    side,
    reading: null,
    lost: [],
    held: recordOf(setFields, () => []),
    isUntouched: true,
    seenComments: [],
  };
}

/** `seen`: what was ever seen there; `null`: nothing that is there is new. */
function heldElements(
  field: SetField,
  now: Task,
  seen: readonly Task[] | null,
): readonly string[] {
  return elementsOf(now, field).filter((element) =>
    seen === null || seen.some((task) => elementsOf(task, field).includes(element))
  );
}

function wasSeen(tasks: readonly Task[], field: Field, now: Task): boolean {
  return tasks.some((task) => jsonEqual(task[field], now[field]));
}

function unique(comments: readonly Comment[]): readonly Comment[] {
  return [...new Map(comments.map((each) => [JSON.stringify(each), each])).values()];
}
