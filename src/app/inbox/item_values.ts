import type { SyncEvent, TaskEvent } from "@/domain/events.ts";
import { type Field, fields, mergedFields } from "@/domain/fields.ts";
import { type Json, jsonEqual } from "@/domain/json.ts";
import { itsDeletion, wholeTask } from "@/domain/left_out_part.ts";
import type { PairState } from "@/domain/state.ts";
import type { StoredEvent } from "@/domain/stored_event.ts";
import { otherSide, type Side } from "@/domain/task.ts";
import type { InboxField, InboxValue } from "@/ports/inbox.ts";
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
  const given = givenIn(events, item.conflict?.at ?? null);
  const told = (field: string, values: Readonly<Record<Side, Json | undefined>>): InboxField => {
    const of = (side: Side): InboxValue => ({
      value: values[side] ?? null,
      ...(given[side].get(field) ?? { at: null, by: null }),
    });
    return { field, taskwarrior: of("taskwarrior"), vikunja: of("vikunja") };
  };
  const seen = (side: Side): Values => (state[side].task ?? {}) as unknown as Values;
  const now = (field: string) =>
    told(field, { taskwarrior: seen("taskwarrior")[field], vikunja: seen("vikunja")[field] });
  if (conflict === null) return fieldsOf(item, state).map(now);
  const { kept, lost, field, because } = conflict;
  const both = (keptValue: Json, lostValue: Json) =>
    kept.side === "vikunja"
      ? { vikunja: keptValue, taskwarrior: lostValue }
      : { vikunja: lostValue, taskwarrior: keptValue };
  if (field !== "deleted") return [told(field, both(kept.value, lost.value))];
  if (because === "missing") return wholeOf(state, kept.side).map(now);
  const edited = (kept.value ?? {}) as Readonly<Record<string, Json>>;
  return Object.entries(edited).map(([name, value]) => told(name, both(value, null)));
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

/** When each field got the value that it has, or had at that time, as the side stamps it. */
function givenIn(
  events: Stored,
  until: string | null,
): Readonly<Record<Side, ReadonlyMap<string, Given>>> {
  const given = { taskwarrior: new Map<string, Given>(), vikunja: new Map<string, Given>() };
  const before: Partial<Record<Side, Values>> = {};
  for (const { event: { type, data }, recordedAt } of events) {
    if (until !== null && recordedAt > until) break;
    const event = { type, data } as TaskEvent;
    if (event.type !== "TaskObserved") continue;
    const { side, changedAt } = event.data;
    const task = event.data.task as unknown as Values;
    for (const field of mergedFields) {
      const isNews = before[side] === undefined || !jsonEqual(before[side][field], task[field]);
      if (isNews) given[side].set(field, { at: changedAt, by: null });
    }
    before[side] = task;
  }
  return given;
}
