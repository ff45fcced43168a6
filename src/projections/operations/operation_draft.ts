import {
  type ConflictSeen,
  type FieldChange,
  type Operation,
  operationId,
  type OperationKind,
  type PresenceChange,
} from "@/domain/operation.ts";
import { jsonEqual } from "@/domain/json.ts";
import { shownTask } from "@/projections/operations/shown_task.ts";
import type { PairState } from "@/domain/state.ts";
import type { StoredEvent } from "@/domain/stored_event.ts";
import { type Side, sides } from "@/domain/task.ts";
import type { Differing } from "@/projections/operations/task_changes.ts";

/** An operation of one stream; those of one move have the same `move`. */
export interface StreamOperation extends Operation {
  readonly move: string | null;
}

type Place = Pick<StoredEvent<unknown>, "position" | "recordedAt" | "streamId">;

export interface Started {
  readonly kind: OperationKind;
  readonly by?: string | undefined;
  readonly of?: number | undefined;
  readonly move?: string | undefined;
}

/** One that is being put together while its events are read. */
export interface OperationDraft {
  readonly start: Place;
  readonly started: Started;
  /** Sides where it was seen. */
  readonly sides: Set<Side>;
  kind: OperationKind;
  /** The event belongs to it, and this is what the task is after it. */
  attach(place: Place, after: PairState): void;
  did(side: Side, change: Differing): void;
  asked(side: Side, change: Differing): void;
  /** What was asked for of this side is not to come any more, or has been answered. */
  settle(side: Side, fields?: readonly string[]): void;
  giveUp(side: Side): void;
  presence(change: PresenceChange): void;
  conflict(seen: ConflictSeen): void;
  note(text: string): void;
  end(): StreamOperation | null;
}

export function startOperation(start: Place, started: Started): OperationDraft {
  const done = new Map<string, FieldChange>();
  const asked = new Map<string, FieldChange>();
  const presence = new Map<Side, PresenceChange>();
  const askedPresence = new Map<Side, PresenceChange>();
  const conflicts: ConflictSeen[] = [];
  const notes: string[] = [];
  const seenOn = new Set<Side>();
  let upTo = start.position;
  let last: PairState | null = null;
  const keyOf = (side: Side, field: string) => `${side} ${field}`;

  function changes(): readonly FieldChange[] {
    const all = new Map(done);
    for (const [key, change] of asked) {
      all.set(key, { ...change, before: done.get(key)?.before ?? change.before });
    }
    return [...all.values()].filter(({ before, after, state }) =>
      state !== "done" || !jsonEqual(before, after)
    );
  }

  const draft: OperationDraft = {
    start,
    started,
    sides: seenOn,
    kind: started.kind,
    attach({ position }, after) {
      upTo = Math.max(upTo, position);
      last = after;
    },
    did(side, { field, before, after }) {
      const key = keyOf(side, field);
      const first = done.get(key)?.before ?? before;
      done.set(key, { side, field, before: first, after, state: "done" });
      asked.delete(key);
    },
    asked(side, { field, before, after }) {
      asked.set(keyOf(side, field), { side, field, before, after, state: "asked" });
    },
    settle(side, fields) {
      for (const [key, change] of asked) {
        if (change.side === side && fields?.includes(change.field) !== false) asked.delete(key);
      }
      if (fields === undefined) askedPresence.delete(side);
    },
    giveUp(side) {
      for (const [key, change] of asked) {
        if (change.side === side) asked.set(key, { ...change, state: "given up" });
      }
      const there = askedPresence.get(side);
      if (there !== undefined) askedPresence.set(side, { ...there, state: "given up" });
    },
    presence(change) {
      const { side } = change;
      if (change.state !== "done") return void askedPresence.set(side, change);
      askedPresence.delete(side);
      presence.set(side, { ...change, before: presence.get(side)?.before ?? change.before });
    },
    conflict: (seen) => void conflicts.push(seen),
    note(text) {
      if (!notes.includes(text)) notes.push(text);
    },
    end() {
      const there = sides.flatMap((side) => askedPresence.get(side) ?? presence.get(side) ?? [])
        .filter(({ before, after }) => before !== after);
      const all = changes();
      const isEmpty = all.length + there.length + conflicts.length + notes.length === 0;
      if (last === null || isEmpty && draft.kind === "edit") return null;
      const part = {
        task: start.streamId,
        ...shownTask(last),
        from: start.position,
        upTo,
        changes: all,
        presence: there,
        conflicts,
        notes,
      };
      return {
        id: operationId(start.position),
        position: start.position,
        at: start.recordedAt,
        kind: draft.kind,
        sides: [...seenOn],
        by: started.by ?? null,
        of: started.of ?? null,
        tasks: 1,
        parts: [part],
        counts: null,
        move: started.move ?? null,
      };
    },
  };
  return draft;
}
