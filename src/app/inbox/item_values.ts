import type { SyncEvent, TaskEvent } from "@/domain/events.ts";
import { type Field, fields, mergedFields } from "@/domain/fields.ts";
import { type Json, jsonEqual } from "@/domain/json.ts";
import { itsDeletion, wholeTask } from "@/domain/left_out_part.ts";
import type { PairState } from "@/domain/state.ts";
import type { StoredEvent } from "@/domain/stored_event.ts";
import { otherSide, type Side } from "@/domain/task.ts";
import type { InboxField, InboxValue } from "@/ports/inbox.ts";
import type { ConflictRow } from "@/ports/operations.ts";
import type { Waiting } from "@/app/inbox/waiting.ts";

type Values = Readonly<Record<string, Json | undefined>>;
type Stored = readonly StoredEvent<SyncEvent>[];

/** Both values of everything that an item is about. */
export function valuesOf(
  item: Waiting,
  state: PairState,
  events: Stored,
): readonly InboxField[] {
  const { conflict } = item;
  const given = givenIn(events, conflict?.at ?? null);
  const dated = ({ field, ...values }: InboxField): InboxField => ({
    field,
    taskwarrior: { ...values.taskwarrior, ...given.taskwarrior.get(field) },
    vikunja: { ...values.vikunja, ...given.vikunja.get(field) },
  });
  const values = conflict === null
    ? fieldsOf(item, state).map((field) => seenNow(state, field))
    : conflict.because === "missing"
    ? wholeOf(state, conflict.kept.side).map((field) => seenNow(state, field))
    : valuesOfConflict(conflict);
  return values.map(dated);
}

/** As the conflict itself has them: of a deletion, what was edited. */
export function valuesOfConflict(
  { kept, lost, field }: Pick<ConflictRow, "kept" | "lost" | "field">,
): readonly InboxField[] {
  const both = (name: string, keptValue: Json, lostValue: Json) =>
    kept.side === "vikunja"
      ? told(name, { vikunja: keptValue, taskwarrior: lostValue })
      : told(name, { vikunja: lostValue, taskwarrior: keptValue });
  if (field !== "deleted") return [both(field, kept.value, lost.value)];
  const edited = (kept.value ?? {}) as Readonly<Record<string, Json>>;
  return Object.entries(edited).map(([name, value]) => both(name, value, null));
}

function seenNow(state: PairState, field: Field): InboxField {
  const seen = (side: Side) => ((state[side].task ?? {}) as unknown as Values)[field];
  return told(field, { taskwarrior: seen("taskwarrior"), vikunja: seen("vikunja") });
}

function told(field: string, values: Readonly<Record<Side, Json | undefined>>): InboxField {
  const of = (side: Side): InboxValue => ({ value: values[side] ?? null, at: null, by: null });
  return { field, taskwarrior: of("taskwarrior"), vikunja: of("vikunja") };
}

/** What the other side has of a task as a whole, or what the write was about. */
function fieldsOf({ kind, side, parts }: Waiting, state: PairState): readonly Field[] {
  if (side === null) return [];
  switch (kind) {
    case "held":
      return wholeOf(state, otherSide(side));
    case "given up": {
      const push = state[side].pending?.push;
      if (push === undefined) return [];
      if (push.kind === "create") return wholeOf(state, otherSide(side));
      if (push.kind === "delete") return wholeOf(state, side);
      return mergedFields.filter((field) => field in push.patch);
    }
    case "left out": {
      const isWhole = parts.some(({ what }) => what === wholeTask || what === itsDeletion);
      if (isWhole) return wholeOf(state, otherSide(side));
      return mergedFields.filter((field) => parts.some(({ what }) => isAbout(what, field)));
    }
    case "conflict":
    case "missing":
    case "unread":
      return [];
  }
}

function wholeOf(state: PairState, side: Side): readonly Field[] {
  const task = state[side].task;
  if (task === null) return [];
  return mergedFields.filter((field) => {
    const value = task[field] as Json | undefined;
    return value !== undefined && !jsonEqual(value, fields[field].empty);
  });
}

const partWords: Readonly<Partial<Record<Field, RegExp>>> = {
  labels: /^(taking off )?label /,
  depends: /^(end of the )?dependency /,
  comments: /^(edited |removal of )?comment /,
  done: /^(done|time of completion) /,
};

function isAbout(what: string, field: Field): boolean {
  return partWords[field]?.test(what) ?? what.startsWith(`${fields[field].name} `);
}

type Given = Pick<InboxValue, "at" | "by">;

/**
 * When each field got the value that it has, or had at that time, as the side stamps it; by whom, where it was a write
 * of ours that somebody named had asked for.
 */
function givenIn(
  events: Stored,
  until: string | null,
): Readonly<Record<Side, ReadonlyMap<string, Given>>> {
  const given = { taskwarrior: new Map<string, Given>(), vikunja: new Map<string, Given>() };
  const before: Partial<Record<Side, Values>> = {};
  const asked: Partial<Record<Side, Asked>> = {};
  for (const { event: { type, data }, recordedAt } of events) {
    if (until !== null && recordedAt > until) break;
    const event = { type, data } as TaskEvent;
    if (event.type === "PushRequested") {
      const { side, push, operation } = event.data;
      const patch = push.kind === "update" ? push.patch : push.kind === "create" ? push.task : {};
      asked[side] = { values: patch as Values, by: operation?.by ?? null };
    }
    if (event.type !== "TaskObserved") continue;
    const { side, changedAt } = event.data;
    const task = event.data.task as unknown as Values;
    const { values, by } = asked[side] ?? { values: {}, by: null };
    for (const field of mergedFields) {
      const isNews = before[side] === undefined || !jsonEqual(before[side][field], task[field]);
      if (!isNews) continue;
      const isOurs = jsonEqual(values[field], task[field]);
      given[side].set(field, { at: changedAt, by: isOurs ? by : null });
    }
    before[side] = task;
  }
  return given;
}

interface Asked {
  readonly values: Values;
  readonly by: string | null;
}
