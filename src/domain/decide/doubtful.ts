import type { TaskCommand } from "@/domain/decide/commands.ts";
import { conflictId } from "@/domain/decide/deletion.ts";
import type { Draft } from "@/domain/decide/draft.ts";
import type { ConflictReason, ConflictValue } from "@/domain/events.ts";
import { type Json, jsonEqual } from "@/domain/json.ts";
import { isOneOf, mergedFields, scalarFields } from "@/domain/fields.ts";
import type { SideState } from "@/domain/state.ts";
import {
  type Field,
  type GoneReading,
  otherSide,
  type PresentReading,
  type Reading,
  type Side,
  type Task,
} from "@/domain/task.ts";

type Answer = Extract<TaskCommand, { readonly type: "ConfirmPush" | "RefusePush" }>;

/** What a write may have replaced unseen is a conflict that keeps both values: a guess puts nothing back. */
export function keepDoubtful(draft: Draft, { side, reading, doubtful }: Answer): void {
  if (doubtful === undefined || reading.kind !== "present") return;
  const other = otherSide(side);
  keepBoth(draft, reading.task, doubtful, "maybe overwritten", (field, lost) => ({
    kept: { side: other, value: valueOf(draft, other, field) },
    lost: { side, value: lost },
  }));
}

/** What replaced a value of the other side without having seen it stands, being the newer edit; both are kept. */
export function keepUnseen(draft: Draft, side: Side, { task, unseen }: PresentReading): void {
  const other = otherSide(side);
  if (unseen === undefined || draft.state[other].presence !== "present") return;
  keepBoth(draft, task, unseen, "newer edit", (field) => ({
    kept: { side, value: task[field] as Json },
    lost: { side: other, value: valueOf(draft, other, field) },
  }));
}

/**
 * Taskwarrior's stamp of the last change went back, and with it one value to what our last push had replaced: `task undo`
 * of that push. It is followed, and both are kept. Of several values the merge says so, as of any whole object that is put back.
 */
export function keepUndone(draft: Draft, before: SideState, reading: Reading): void {
  const { task, changedAt, replaced } = before;
  if (reading.kind !== "present" || reading.id !== before.id) return;
  if (task === null || changedAt === null) return;
  if (Date.parse(reading.changedAt) >= Date.parse(changedAt)) return;
  const changed = mergedFields.filter((field) => !jsonEqual(task[field], reading.task[field]));
  const [only] = changed;
  if (only === undefined || changed.length > 1 || !isOneOf(scalarFields, only)) return;
  if (!(only in replaced) || !jsonEqual(replaced[only], reading.task[only])) return;
  if (draft.state.vikunja.presence !== "present") return;
  const undone = { ...reading.task, [only]: task[only] };
  keepBoth(draft, reading.task, undone, "put back", (field) => ({
    kept: { side: "taskwarrior", value: reading.task[field] as Json },
    lost: { side: "vikunja", value: valueOf(draft, "vikunja", field) },
  }));
}

/** What the other side had written, and whoever deleted the task had not seen, is an edit of it that is still to come over. */
export function keepUndeleted(draft: Draft, side: Side, { last, unseen }: GoneReading): void {
  if (last === undefined || unseen === undefined) return;
  const other = otherSide(side);
  const fields = mergedFields.filter((field) => !jsonEqual(last[field], unseen[field]));
  if (fields.length === 0) return;
  const replaced = Object.fromEntries(fields.map((field) => [field, unseen[field]]));
  const base: Readonly<Record<Side, Partial<Task>>> = {
    taskwarrior: {},
    vikunja: {},
    [other]: replaced,
  };
  draft.add({ type: "TaskMerged", data: { base, comments: null } });
}

type Values = Readonly<Record<"kept" | "lost", ConflictValue>>;

/** A conflict for each field that differs. */
function keepBoth(
  draft: Draft,
  there: Task,
  replaced: Task,
  because: ConflictReason,
  valuesOf: (field: Field, lost: Json) => Values,
): void {
  for (const field of mergedFields) {
    if (jsonEqual(replaced[field], there[field])) continue;
    const lost = field === "comments" ? textsBesides(there, replaced) : replaced[field];
    const values = valuesOf(field, lost as Json);
    draft.add({
      type: "ConflictResolved",
      data: { conflictId: conflictId(draft), field, ...values, because, missing: [] },
    });
  }
}

function valueOf(draft: Draft, side: Side, field: Field): Json {
  return (draft.state[side].task?.[field] ?? null) as Json;
}

function textsBesides(task: Task, { comments }: Task): string {
  const known = new Set(task.comments.map(({ id, text }) => `${id} ${text}`));
  return comments.filter(({ id, text }) => !known.has(`${id} ${text}`))
    .map(({ text }) => text).join("\n");
}
