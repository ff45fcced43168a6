import { SyncError } from "@/domain/errors.ts";
import type { SyncEvent } from "@/domain/events.ts";

type Upcast = (data: unknown) => unknown;

/**
 * Per event type, what brings data of schema 1 to 2, of 2 to 3, and so on. A changed shape adds one
 * function here, and old logs go on being read; an entry is never changed once released.
 */
export type UpcastTable = Readonly<Record<string, readonly Upcast[]>>;

export const upcasts: Readonly<Record<SyncEvent["type"], readonly Upcast[]>> = {
  TaskObserved: [],
  TaskGone: [],
  DeletionHeld: [],
  DeletionReleased: [],
  TaskWithdrawn: [],
  TaskDeselected: [],
  TaskSelected: [],
  TaskLinked: [],
  TaskUnlinked: [],
  TaskMerged: [],
  ConflictResolved: [],
  ConflictPicked: [],
  PushRequested: [],
  PushConfirmed: [],
  PushDropped: [],
  PushFailed: [],
  OccurrenceFinished: [],
  OccurrenceReopened: [],
  PartsLeftOut: [],
  MessageRejected: [],
  RejectionsSettled: [],
  TaskClaimed: [],
  ClaimRenewed: [],
  ClaimReleased: [],
  ClaimMirrored: [],
  LogBound: [],
  ChangesRead: [],
  SyncCompleted: [],
  SyncFailed: [],
  FactsCached: [],
};

/** Schema number that events of this type are written with now. */
export function currentSchema(type: SyncEvent["type"]): number {
  return upcasts[type].length + 1;
}

/**
 * Stored data in today's shape.
 * @throws {SyncError} `LOG_NEWER`: a type or schema this version does not know.
 */
export function upcast(
  stored: { readonly type: string; readonly schema: number; readonly data: unknown },
  table: UpcastTable = upcasts,
): SyncEvent {
  const { type, schema } = stored;
  const steps = Object.hasOwn(table, type) ? table[type] : undefined;
  if (steps === undefined || schema > steps.length + 1) {
    throw new SyncError(
      "LOG_NEWER",
      `Cannot read the log: event ${type} (schema ${schema}) is unknown to this version`,
      { hint: "A newer vikunja-sync wrote this log; use that one.", details: { type, schema } },
    );
  }
  const data = steps.slice(schema - 1).reduce((shape, step) => step(shape), stored.data);
  return { type, data } as SyncEvent;
}
