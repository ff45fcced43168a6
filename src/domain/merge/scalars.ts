import { putBackSide } from "@/domain/direction.ts";
import type { ConflictReason } from "@/domain/events.ts";
import { editsSince } from "@/domain/merge/edits.ts";
import { fields, known, type ScalarField } from "@/domain/fields.ts";
import { type Json, jsonEqual } from "@/domain/json.ts";
import type { Merge } from "@/domain/merge/merge.ts";
import { mergeNames } from "@/domain/merge/names.ts";
import { type MergedNotes, mergeNotes } from "@/domain/merge/notes.ts";
import type { Policy } from "@/domain/policy.ts";
import type { PairContext } from "@/domain/representation.ts";
import { winnerOf } from "@/domain/merge/winner.ts";
import type { PairState, SideState } from "@/domain/state.ts";
import { otherSide, type Side, sides, type Task } from "@/domain/task.ts";

interface Both {
  readonly taskwarrior: Task;
  readonly vikunja: Task;
}

/** Three-way merge of one field that is one value; both sides are present. Nothing where one does not tell it. */
export function mergeScalar(
  merge: Merge,
  state: PairState,
  both: Both,
  field: ScalarField,
  policy: Policy,
): void {
  if (sides.some((side) => both[side][field] === undefined)) return;
  const context: PairContext = { ...policy.context, vikunjaId: state.vikunjaId };
  const edited = sides.filter((side) => isEdited(state[side], both[side], field));
  if (edited.length === 0) return;
  if (corresponds(both, field, policy, context)) return agree(merge, both, field);
  const putBack = putBackSide(state, policy);
  if (putBack !== null && edited.includes(putBack) && field in state[putBack].base) {
    const from = otherSide(putBack);
    if (putBack === "vikunja" && isLeftToVikunja(field, both.taskwarrior)) {
      return agree(merge, both, field);
    }
    conflict(merge, both, field, from, "one way");
    return carry(merge, both, field, from, policy, context);
  }
  const [only] = edited;
  if (edited.length === 1 && only !== undefined) {
    if (isPutBack(state, only, field, policy)) {
      conflict(merge, both, field, only, "put back");
    }
    return carry(merge, both, field, only, policy, context);
  }
  const filled = neverAgreed(state, field) ? theOnlyFilled(both, field, context) : null;
  if (filled !== null) return carry(merge, both, field, filled, policy, context);
  const { winner, because } = winnerOf(state, field, policy);
  const merged = fields[field].merge === "by lines"
    ? mergeNotes(state, both, winner, policy, context)
    : null;
  const named = fields[field].merge === "by names" ? mergeNames(state, both, winner) : null;
  if ((merged ?? named)?.isConflict !== false) {
    conflict(merge, both, field, winner, because);
    if (because === "ask") return;
  }
  if (merged !== null) return carryMerged(merge, both, merged, policy, context);
  if (named !== null) return carryNamed(merge, both, named.values);
  carry(merge, both, field, winner, policy, context);
}

/** Nothing could be put back in its place. */
function isLeftToVikunja(field: ScalarField, taskwarrior: Task): boolean {
  const { empty, ...rule } = fields[field];
  return "hasAlwaysInVikunja" in rule && jsonEqual(taskwarrior[field], empty);
}

function isEdited(side: SideState, task: Task, field: ScalarField): boolean {
  return !(field in side.base) || !jsonEqual(task[field], side.base[field]);
}

function neverAgreed(state: PairState, field: ScalarField): boolean {
  return !(field in state.taskwarrior.base) && !(field in state.vikunja.base);
}

/** Whether both values of a field say the same, each in its side's form. */
export function corresponds(
  both: Both,
  field: ScalarField,
  policy: Policy,
  context: PairContext,
): boolean {
  const { express } = policy.representation;
  const says = (to: Side, current: Task | null) => {
    const value = known(both[otherSide(to)], field);
    const there = known(both[to], field);
    if (value === undefined || there === undefined) return false;
    const held = current === null ? null : known(current, field) ?? null;
    return jsonEqual(express(field, value, to, held, context), there);
  };
  return sides.every((to) => says(to, both[to])) || sides.some((to) => says(to, null));
}

function agree(merge: Merge, both: Both, field: ScalarField): void {
  for (const side of sides) Object.assign(merge.base[side], { [field]: both[side][field] });
}

function carry(
  merge: Merge,
  both: Both,
  field: ScalarField,
  from: Side,
  policy: Policy,
  context: PairContext,
): void {
  const to = otherSide(from);
  const { express } = policy.representation;
  const value = known(both[from], field);
  if (value === undefined) return;
  const target = express(field, value, to, known(both[to], field) ?? null, context);
  if (jsonEqual(target, both[to][field])) return agree(merge, both, field);
  Object.assign(merge.patch[to], { [field]: target });
  Object.assign(merge.expected[to], { [field]: both[to][field] });
  Object.assign(merge.source[to], { [field]: both[from][field] });
  if (field === "done" && both[from].done) merge.patch[to].doneAt = both[from].doneAt;
}

/** What neither side has as it is goes to both; whichever has it first has an edit for the other. */
function carryMerged(
  merge: Merge,
  both: Both,
  { text: notes, settles }: MergedNotes,
  policy: Policy,
  context: PairContext,
): void {
  const { express } = policy.representation;
  const html = express("notes", notes, "vikunja", both.vikunja.notes, context);
  const isOurs = express("notes", both.taskwarrior.notes, "vikunja", html, context) === html;
  const targets = { taskwarrior: isOurs ? both.taskwarrior.notes : notes, vikunja: html };
  for (const side of sides) {
    if (targets[side] === both[side].notes) continue;
    merge.patch[side].notes = targets[side];
    merge.expected[side].notes = both[side].notes;
    const { taskwarrior, vikunja } = settles[side];
    const before = merge.settles[side];
    merge.settles[side] = {
      taskwarrior: { ...before?.taskwarrior, ...taskwarrior },
      vikunja: { ...before?.vikunja, ...vikunja },
    };
  }
}

/** The same of values by names: both sides are to have all of them. */
function carryNamed(merge: Merge, both: Both, udas: Readonly<Record<string, string>>): void {
  for (const side of sides) {
    if (jsonEqual(udas, both[side].udas)) continue;
    const theirs = { udas: both[otherSide(side)].udas ?? {} };
    merge.patch[side].udas = udas;
    merge.expected[side].udas = both[side].udas ?? {};
    const before = merge.settles[side];
    merge.settles[side] = {
      taskwarrior: { ...before?.taskwarrior, ...theirs },
      vikunja: { ...before?.vikunja, ...theirs },
    };
  }
}

function conflict(
  merge: Merge,
  both: Both,
  field: ScalarField,
  winner: Side,
  because: ConflictReason,
): void {
  merge.conflicts.push({
    field,
    winner,
    kept: both[winner][field] as Json,
    lost: both[otherSide(winner)][field] as Json,
    because,
  });
}

/**
 * Whole-object writers put a field back to what it was before our last push, together with
 * another edit (design 1): followed, but kept as a conflict.
 */
function isPutBack(state: PairState, side: Side, field: ScalarField, policy: Policy): boolean {
  const { replaced, task } = state[side];
  if (!(field in replaced) || !jsonEqual(task?.[field], replaced[field])) return false;
  return editsSince(state, side, policy).some((other) => other !== field);
}

/** Two tasks that meet for the first time: a value beats its absence without a conflict. */
function theOnlyFilled(both: Both, field: ScalarField, context: PairContext): Side | null {
  const filled = sides.filter((side) => !isBlank(field, both[side][field], side, context));
  return filled.length === 1 ? filled[0] ?? null : null;
}

function isBlank(field: ScalarField, value: unknown, side: Side, context: PairContext): boolean {
  if (jsonEqual(value, fields[field].empty)) return true;
  return field === "project" && side === "vikunja" && jsonEqual(value, context.defaultProject);
}
