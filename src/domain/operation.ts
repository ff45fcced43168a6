import type { ConflictValue } from "@/domain/events.ts";
import type { Json } from "@/domain/json.ts";
import type { Side } from "@/domain/task.ts";

/**
 * `edit`: seen on a side, with all that came of it; `command`, `agent`, `pick`, `held`, `drop`, `undo`, `redo`,
 * `restore`: somebody asked for it; `link`: two tasks that were there before were found to be one; `next date`: of a
 * repeating task; `claim`: from the claim to its end; `selection`: in it or out of it; `reach`: out of reach, or within
 * it again; `trouble`: could not be worked on; `sync`: a run that sums up others.
 */
export const operationKinds = [
  "edit",
  "command",
  "agent",
  "pick",
  "held",
  "drop",
  "undo",
  "redo",
  "restore",
  "sync",
  "link",
  "next date",
  "claim",
  "selection",
  "reach",
  "trouble",
] as const;
export type OperationKind = (typeof operationKinds)[number];

const undoableKinds = [
  "edit",
  "command",
  "agent",
  "pick",
  "held",
  "undo",
  "redo",
  "restore",
  "sync",
] as const satisfies readonly OperationKind[];
export type UndoableKind = (typeof undoableKinds)[number];

/** Whether one of that kind can be taken back by name. */
export function isUndoable(kind: OperationKind): kind is UndoableKind {
  return (undoableKinds as readonly OperationKind[]).includes(kind);
}

/** How far a change has come: `asked` is not confirmed yet, `given up` is not tried again by itself. */
export type ChangeState = "done" | "asked" | "given up";

/** One field of a task as one side holds it, in that side's form; `null` before: it was not known. */
export interface FieldChange {
  readonly side: Side;
  readonly field: string;
  readonly before: Json;
  readonly after: Json;
  readonly state: ChangeState;
}

/** Whether a task is there on a side. */
export interface PresenceChange {
  readonly side: Side;
  /** `unknown`: never seen there, or not any more. */
  readonly before: Presence;
  readonly after: Presence;
  readonly state: ChangeState;
}

type Presence = "unknown" | "present" | "deleted" | "missing" | "withdrawn";

export interface ConflictSeen {
  readonly conflictId: string;
  readonly field: string;
  readonly kept: ConflictValue;
  readonly lost: ConflictValue;
  /** In words. */
  readonly because: string;
}

/** What an operation did to one task. */
export interface TaskPart {
  /** Its stream: the UUID in Taskwarrior. */
  readonly task: string;
  /** After it. */
  readonly title: string;
  readonly project: readonly string[];
  readonly labels: readonly string[];
  /** Log positions of its first and last event of this task. */
  readonly from: number;
  readonly upTo: number;
  readonly changes: readonly FieldChange[];
  readonly presence: readonly PresenceChange[];
  readonly conflicts: readonly ConflictSeen[];
  /** What else there is to say of it, in words. */
  readonly notes: readonly string[];
}

/** What a run did, by its own count. */
export interface RunCounts {
  readonly created: Readonly<Record<Side, number>>;
  readonly updated: Readonly<Record<Side, number>>;
  readonly deleted: Readonly<Record<Side, number>>;
  readonly conflicts: number;
}

/** What a person would call one thing that happened. */
export interface Operation {
  /** `op-131` */
  readonly id: string;
  /** Log position of its first event; people say `op-N`. */
  readonly position: number;
  /** ISO instant by this machine's clock; when its first event was stored. */
  readonly at: string;
  readonly kind: OperationKind;
  /** Sides where it was seen; empty: it began here. */
  readonly sides: readonly Side[];
  /** Name of the agent; `null`: nobody gave one. */
  readonly by: string | null;
  /** Position of the operation that it takes back; `null`: none. */
  readonly of: number | null;
  /** How many tasks it is about. */
  readonly tasks: number;
  /** A part for each of them, in the order in which they came; of a run that is told in short none. */
  readonly parts: readonly TaskPart[];
  /** Of a run; `null`: it is none. */
  readonly counts: RunCounts | null;
}

/** `op-131` */
export function operationId(position: number): string {
  return `op-${position}`;
}

/** `null`: it is not the name of an operation. */
export function operationPosition(text: string): number | null {
  const [, digits] = /^op-(\d{1,15})$/.exec(text) ?? [];
  return digits === undefined ? null : Number(digits);
}
