import { secondAt } from "@/domain/instant.ts";
import { fields, known, type ScalarField } from "@/domain/fields.ts";
import { type Json, jsonEqual } from "@/domain/json.ts";
import { mergeLines } from "@/domain/merge/lines.ts";
import { corresponds } from "@/domain/merge/scalars.ts";
import { obstacleAt } from "@/domain/obstacle.ts";
import type { Planning } from "@/domain/decide/take_back/plan_parts.ts";
import { otherSide, type Side, sides, type Task } from "@/domain/task.ts";
import { isThere } from "@/domain/task_past.ts";

/**
 * One field that is one value, on both sides: only where they hold what the change left. Each side gets back what it
 * held, in its own form, where both said the same then; else the other side follows.
 */
export function planScalar(planning: Planning, field: ScalarField): void {
  const { past, state } = planning;
  const changed = sides.filter((side) =>
    field in past[side].after && valueOn(planning, side, field) !== undefined &&
    isThere(state, side)
  );
  if (changed.length === 0) return;
  const overruled = past.lost.find((lost) => lost.field === field);
  if (overruled !== undefined) return keep(planning, field, otherSide(overruled.side), "overruled");
  if (changed.some((side) => holds(planning, side, field, "before"))) return;
  const first = past.leads.find((each) => each.field === field)?.side;
  const lead = changed.toSorted((a, b) => Number(b === first) - Number(a === first))
    .find((side) => holds(planning, side, field, "after"));
  if (lead === undefined) return keepEdited(planning, field, changed[0] ?? "taskwarrior");
  const other = otherSide(lead);
  if (changed.length === 1 && isAsked(planning, field)) {
    return takeBackAsked(planning, lead, field);
  }
  if (!isUntouched(planning, lead, field)) return keepEdited(planning, field, other);
  write(planning, lead, field, past[lead].before[field] as Json);
  if (!changed.includes(other) || !isAgreedBefore(planning, field)) return;
  write(planning, other, field, past[other].before[field] as Json);
}

/** Whether the other side, if it is there, holds nothing of its own. */
function isUntouched(planning: Planning, lead: Side, field: ScalarField): boolean {
  const { state } = planning;
  const other = otherSide(lead);
  const there = valueOn(planning, other, field);
  if (!isThere(state, other) || there === undefined) return true;
  return holds(planning, other, field, "after") || jsonEqual(there, state[other].base[field]) ||
    bothSay(planning, tasksNow(planning), field);
}

/** Whether people are asked which of the two values is to be that of both, and both stand as they are. */
function isAsked({ state }: Planning, field: ScalarField): boolean {
  return state.conflicts.some((open) =>
    open.because === "ask" && open.field === field && !open.settled &&
    [open.kept, open.lost].every(({ side, value }) => jsonEqual(state[side].task?.[field], value))
  );
}

/** What is left then is the other side's edit, unless this side had one before. */
function takeBackAsked(planning: Planning, side: Side, field: ScalarField): void {
  const { past, state, policy: { representation: { express } }, context } = planning;
  const before = past[side].before[field] as Json;
  const now = tasksNow(planning);
  const theirs = now === null ? undefined : known(now[otherSide(side)], field);
  if (now === null || theirs === undefined || !jsonEqual(before, state[side].base[field])) {
    return write(planning, side, field, before);
  }
  const current = known(now[side], field) ?? null;
  write(planning, side, field, express(field, theirs, side, current, context) as Json);
}

function isAgreedBefore(planning: Planning, field: ScalarField): boolean {
  const { past } = planning;
  const { taskwarrior: { before: ours }, vikunja: { before: theirs } } = past;
  const now = tasksNow(planning);
  if (now === null) return false;
  const was = {
    taskwarrior: { ...now.taskwarrior, ...ours },
    vikunja: { ...now.vikunja, ...theirs },
  };
  return bothSay(planning, was, field);
}

function tasksNow({ state }: Planning): Readonly<Record<Side, Task>> | null {
  const { taskwarrior: { task: ours }, vikunja: { task: theirs } } = state;
  return ours === null || theirs === null ? null : { taskwarrior: ours, vikunja: theirs };
}

function bothSay(
  { policy, context }: Planning,
  both: Readonly<Record<Side, Task>> | null,
  field: ScalarField,
): boolean {
  return both !== null && corresponds(both, field, policy, context);
}

function holds(
  planning: Planning,
  side: Side,
  field: ScalarField,
  what: "before" | "after",
): boolean {
  return jsonEqual(valueOn(planning, side, field), planning.past[side][what][field]);
}

function valueOn({ state }: Planning, side: Side, field: ScalarField): Json | undefined {
  const { task } = state[side];
  return task === null ? undefined : known(task, field) as Json | undefined;
}

function write(planning: Planning, side: Side, field: ScalarField, value: Json): void {
  const { state, patch, expected, policy } = planning;
  const now = valueOn(planning, side, field);
  if (now === undefined || jsonEqual(now, value)) return;
  if (side === "vikunja") {
    // What its next date is, is the server's to say; and what stands in the way is said where it is carried over.
    if (field === "done" && value === true && state.vikunja.task?.repetition != null) return;
    if (field === "project" && obstacleAt(policy.obstacles, value as readonly string[]) !== null) {
      return;
    }
  }
  Object.assign(patch[side], { [field]: value });
  Object.assign(expected[side], { [field]: now });
  if (field !== "done" || value !== true || side === "vikunja") return;
  const { was } = planning.past.taskwarrior;
  patch.taskwarrior.doneAt = was?.task.doneAt ?? secondAt(Date.parse(policy.now));
}

/** Of texts of several lines only those that somebody has edited since stay. */
function keepEdited(planning: Planning, field: ScalarField, side: Side): void {
  if (fields[field].merge === "by lines") return takeBackLines(planning, side);
  keep(planning, field, side, "edited since");
}

function takeBackLines(planning: Planning, editedOn: Side): void {
  const { past, state, policy: { representation: { express } }, context } = planning;
  const side = sides.find((each) => "notes" in past[each].after && isThere(state, each));
  const now = tasksNow(planning);
  const areApart = now !== null && !bothSay(planning, now, "notes");
  if (side === undefined || areApart) return keep(planning, "notes", editedOn, "edited since");
  const markdown = (notes: string) =>
    side === "taskwarrior" ? notes : express("notes", notes, "taskwarrior", null, context);
  const base = markdown(past[side].after.notes ?? "");
  const texts = {
    ours: markdown(state[side].task?.notes ?? ""),
    theirs: markdown(past[side].before.notes ?? ""),
  };
  const merged = mergeLines(base, texts, "ours");
  if (merged === null || merged.isConflict) keep(planning, "notes", editedOn, "edited since");
  if (merged === null || merged.text === texts.ours) return;
  const text = side === "taskwarrior"
    ? merged.text
    : express("notes", merged.text, "vikunja", null, context);
  write(planning, side, "notes", text);
}

function keep(
  planning: Planning,
  field: ScalarField,
  side: Side,
  because: "edited since" | "overruled",
): void {
  const value = valueOn(planning, side, field) ?? null;
  planning.kept.push({ field, side, value, because });
}
