import { applySet } from "@/domain/confirm.ts";
import type { SyncEvent } from "@/domain/events.ts";
import { elementsOf, isOneOf, scalarFields, setFields } from "@/domain/fields.ts";
import { type Json, jsonEqual } from "@/domain/json.ts";
import type { CommentPatch } from "@/domain/push.ts";
import type { PairState } from "@/domain/state.ts";
import type { StoredEvent } from "@/domain/stored_event.ts";
import { type Comment, type Side, sides, type Task } from "@/domain/task.ts";
import type { Weighed } from "@/app/run/foreseeing.ts";
import type { TakenBackTask } from "@/domain/taken_back.ts";

interface Told {
  readonly task: string;
  readonly title: string;
  readonly state: PairState;
  readonly weighed: Weighed;
  readonly events: readonly StoredEvent<SyncEvent>[];
  /** Position of what is taken back; edits behind it came since. */
  readonly since: number;
  readonly pending: readonly Side[];
  readonly nowMs: number;
}

/** What is done of one task, as people are told. */
export function toldTask(
  { task, title, state, weighed: { plan, refusal }, events, since, pending, nowMs }: Told,
): TakenBackTask {
  const { lease } = state.claim;
  return {
    task,
    title,
    becomes: plan.life.kind,
    conflict: plan.answer === null ? null : plan.answer.side === null ? "open" : "answered",
    changes: sides.flatMap((side) => changesOn(state, side, plan.patch[side])),
    kept: plan.kept.map((kept) => toldKept(kept, state, lastEdit(events, kept.field, since))),
    lost: plan.lost,
    refused: refusal,
    claimedBy: lease !== null && Date.parse(lease.until) > nowMs ? lease.agent : null,
    pending,
  };
}

/** By whom and when, where the log tells. */
function toldKept(
  kept: Weighed["plan"]["kept"][number],
  state: PairState,
  edit: Edit | null,
): TakenBackTask["kept"][number] {
  if (kept.because === "there before") return { ...kept, at: null };
  if (edit === null || kept.because === "overruled") return { ...kept, at: edit?.at ?? null };
  const { task } = state[edit.side];
  const isPlain = isOneOf(scalarFields, kept.field) && task !== null;
  const value = isPlain ? task[kept.field as keyof Task] as Json : kept.value;
  return { ...kept, side: edit.side, value, at: edit.at };
}

/** Whether there is anything to say of it. */
export function isWorthTelling(
  { becomes, conflict, changes, kept, pending }: TakenBackTask,
): boolean {
  return becomes !== "stays" || conflict !== null ||
    changes.length + kept.length + pending.length > 0;
}

function changesOn(
  state: PairState,
  side: Side,
  patch: Weighed["plan"]["patch"][Side],
): TakenBackTask["changes"] {
  const { task } = state[side];
  if (task === null) return [];
  return Object.keys(patch).flatMap((field) => {
    const after = valueAfter(task, patch, field);
    return after === undefined
      ? []
      : [{ side, field, before: task[field as keyof Task] as Json, after }];
  });
}

function valueAfter(
  task: Task,
  patch: Weighed["plan"]["patch"][Side],
  field: string,
): Json | undefined {
  if (isOneOf(scalarFields, field)) return patch[field] as Json;
  if (isOneOf(setFields, field)) {
    const change = patch[field];
    return change === undefined ? undefined : applySet(elementsOf(task, field), change);
  }
  return field === "comments" && patch.comments !== undefined
    ? commentsAfter(task.comments, patch.comments).map(({ id, text }) => ({ id, text }))
    : undefined;
}

function commentsAfter(now: readonly Comment[], change: CommentPatch): readonly Comment[] {
  const texts = new Map(change.edit.map(({ id, text }) => [id, text]));
  return [
    ...now.filter(({ id }) => !change.remove.includes(id))
      .map(({ id, text }) => ({ id, text: texts.get(id) ?? text })),
    ...change.add.map(({ from: id, text }) => ({ id, text })),
  ];
}

interface Edit {
  readonly side: Side;
  readonly at: string;
}

/**
 * The last time that a side was seen with another value, which no write of ours had put there, and no edit of the other
 * side has overruled; `null`: not known.
 */
function lastEdit(events: Told["events"], field: string, since: number): Edit | null {
  const last = new Map<Side, unknown>();
  const edits = new Map<Side, Edit>();
  const chosen = new Map<string, boolean>();
  let found: Edit | null = null;
  for (const [index, { event, position, recordedAt }] of events.entries()) {
    const isSince = position > since;
    if (event.type === "ConflictResolved") {
      const isOfIt = event.data.field === (field === "task" ? "deleted" : field);
      chosen.set(event.data.conflictId, isOfIt);
      // What people are still to be asked about has no loser.
      if (!isOfIt || !isSince || event.data.because === "ask") continue;
      const { side } = event.data.kept;
      found = edits.get(side) ?? { side, at: recordedAt };
    }
    if (event.type === "ConflictPicked" && isSince && chosen.get(event.data.conflictId) === true) {
      found = { side: event.data.side, at: recordedAt };
    }
    if (event.type !== "TaskObserved") continue;
    const { side, task } = event.data;
    const value = field === "task" ? task : task[field as keyof Task];
    const next = events[index + 1]?.event;
    const isOurs = next?.type === "PushConfirmed" && next.data.side === side;
    const isNews = isSince && !isOurs && !jsonEqual(value, last.get(side));
    if (isNews) edits.set(side, found = { side, at: recordedAt });
    last.set(side, value);
  }
  return found;
}
