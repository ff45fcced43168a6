import { authorShown, withoutAuthor } from "@/domain/comment_author.ts";
import { checkOpen } from "@/domain/direction.ts";
import { drop, requestAgain, requestDelete } from "@/domain/decide/deletion.ts";
import type { Draft } from "@/domain/decide/draft.ts";
import { setPatch } from "@/domain/decide/edit_task.ts";
import type { ConflictValue } from "@/domain/events.ts";
import { SyncError } from "@/domain/errors.ts";
import { type Json, jsonEqual } from "@/domain/json.ts";
import { isUnderWay, type Policy } from "@/domain/policy.ts";
import type { Patch } from "@/domain/push.ts";
import type { PairContext } from "@/domain/representation.ts";
import { checkWritable } from "@/domain/decide/read_only.ts";
import type { OpenConflict } from "@/domain/state.ts";
import {
  elementsOf,
  fields,
  type FieldValue,
  isOneOf,
  known,
  type ScalarField,
  scalarFields,
  type SetField,
  setFields,
} from "@/domain/fields.ts";
import { otherSide, type Side, sides, type Task } from "@/domain/task.ts";

/**
 * Makes one side's value of a conflict the value of both sides. `null`, of one that was picked: the one that stood
 * before anybody picked, and the conflict is open again.
 * @throws {SyncError} `NOT_FOUND`: no such conflict. `LOCKED` (retryable): a push is under way.
 * `USAGE`: the comment that it is about is not there any more, or the task is gone. `FORBIDDEN`: it would be written to a
 * side that may only be read, or that nothing goes to by the setting.
 */
export function pickConflict(
  draft: Draft,
  conflictId: string,
  side: Side | null,
  policy: Policy,
): void {
  const conflict = side === null
    ? draft.state.picked.find((each) => each.conflict.id === conflictId)?.conflict
    : draft.state.conflicts.find((open) => open.id === conflictId);
  if (conflict === undefined) {
    const what = side === null
      ? "take back: no pick is known of"
      : "pick: there is no open conflict";
    throw new SyncError("NOT_FOUND", `Cannot ${what} ${conflictId}`, {
      hint: side === null ? "See `conflicts list --picked`." : "See `conflicts list`.",
    });
  }
  if (sides.every((each) => draft.state[each].presence !== "present")) {
    throw new SyncError("USAGE", "Cannot pick: the task is gone from both sides");
  }
  for (const each of sides) {
    if (isUnderWay(draft.state[each], each, policy)) {
      throw new SyncError("LOCKED", `Cannot pick: a write to ${each} is under way`, {
        retryable: true,
        hint: "Run `sync` and try again.",
      });
    }
    drop(draft, each, "a conflict was picked");
  }
  const chosenSide = side ?? conflict.kept.side;
  checkOpen(draft.state, [otherSide(chosenSide)], "pick", policy);
  const takenBack = side === null ? { takenBack: true } as const : {};
  draft.add({ type: "ConflictPicked", data: { conflictId, side: chosenSide, ...takenBack } });
  const chosen = conflict.kept.side === chosenSide ? conflict.kept : conflict.lost;
  if (conflict.field === "deleted") return pickDeletion(draft, chosen.value === null, policy);
  if (isOneOf(scalarFields, conflict.field)) {
    if (side === null && conflict.because === "ask") {
      return askAgain(draft, conflict.field, conflict, policy);
    }
    return pickValue(draft, conflict.field, chosen, policy);
  }
  if (conflict.field === "comments") return pickText(draft, conflict, chosenSide, policy);
  if (isOneOf(setFields, conflict.field)) pickSet(draft, conflict.field, chosen, policy);
}

function pickDeletion(draft: Draft, deleted: boolean, policy: Policy): void {
  for (const side of sides) {
    const { presence } = draft.state[side];
    const lacking = presence === "missing" || presence === "deleted";
    if (deleted ? presence === "present" : lacking) checkOpen(draft.state, [side], "pick", policy);
    if (deleted && presence === "present") requestDelete(draft, side, policy);
    if (!deleted && lacking) requestAgain(draft, side, policy);
  }
}

/**
 * What the other side has counts as agreed on, so that the chosen value is an edit of the side it is
 * from, and is carried over, tried again and guarded like any other.
 */
function pickValue(
  draft: Draft,
  field: ScalarField,
  chosen: { readonly side: Side; readonly value: Json },
  policy: Policy,
): void {
  const { side, value } = chosen;
  const [here, there] = [draft.state[side], draft.state[otherSide(side)]];
  if (here.task === null || there.task === null) return;
  const context: PairContext = { ...policy.context, vikunjaId: draft.state.vikunjaId };
  const { express } = policy.representation;
  const current = known(there.task, field);
  if (current === undefined || here.task[field] === undefined) throw untold(field);
  const wanted = express(
    field,
    value as FieldValue<typeof field>,
    otherSide(side),
    current,
    context,
  );
  const replaced = jsonEqual(wanted, current)
    ? value
    : express(field, current, side, known(here.task, field) ?? null, context);
  agree(draft, side, { [field]: replaced }, { [field]: current });
  if (here.presence !== "present" || jsonEqual(value, here.task[field])) return;
  const expected = { [field]: here.task[field] };
  requestEdit(draft, side, { patch: { [field]: value } as Patch, expected }, policy);
}

/**
 * What people are asked about stood on each side: it does so again, neither of them being what was agreed on, so that
 * both are edits, and they are asked once more.
 */
function askAgain(
  draft: Draft,
  field: ScalarField,
  { kept, lost }: OpenConflict,
  policy: Policy,
): void {
  const { express } = policy.representation;
  const context: PairContext = { ...policy.context, vikunjaId: draft.state.vikunjaId };
  const saidOn = (side: Side, value: Json) => ({
    [field]: express(field, value as FieldValue<typeof field>, side, null, context),
  });
  agree(draft, kept.side, saidOn(kept.side, lost.value), saidOn(lost.side, kept.value));
  for (const { side, value } of [kept, lost]) {
    const { presence, task } = draft.state[side];
    if (presence !== "present" || task === null || jsonEqual(value, task[field])) continue;
    const expected = { [field]: task[field] };
    requestEdit(draft, side, { patch: { [field]: value } as Patch, expected }, policy);
  }
}

function untold(field: ScalarField): SyncError {
  const { name } = fields[field];
  return new SyncError("USAGE", `Cannot pick: the ${name} is not kept on both sides now`, {
    hint: "See `doctor`.",
  });
}

/** The elements that the chosen one has; those that it lacks go. */
function pickSet(draft: Draft, field: SetField, chosen: ConflictValue, policy: Policy): void {
  const { presence, task } = draft.state[chosen.side];
  if (presence !== "present" || task === null || !Array.isArray(chosen.value)) return;
  const elements = setPatch(elementsOf(task, field), { set: chosen.value.map(String) });
  if (elements === null) return;
  requestEdit(draft, chosen.side, { patch: { [field]: elements }, expected: {} }, policy);
}

function agree(draft: Draft, side: Side, own: Partial<Task>, other: Partial<Task>): void {
  const base = side === "vikunja"
    ? { taskwarrior: other, vikunja: own }
    : { taskwarrior: own, vikunja: other };
  draft.add({ type: "TaskMerged", data: { base, comments: null } });
}

function requestEdit(
  draft: Draft,
  side: Side,
  change: { readonly patch: Patch; readonly expected: Partial<Pick<Task, ScalarField>> },
  policy: Policy,
): void {
  checkWritable(draft, side, "pick");
  checkOpen(draft.state, [side], "pick", policy);
  draft.add({
    type: "PushRequested",
    data: { side, push: { kind: "update", ...change }, source: {}, requestedAt: policy.now },
  });
}

/** A comment's text; the one it is about is known by the text that was kept. */
function pickText(draft: Draft, conflict: OpenConflict, side: Side, policy: Policy): void {
  if (side === conflict.kept.side) return;
  if (conflict.lost.value === null) {
    throw new SyncError("USAGE", "Cannot pick: only its author may remove that comment", {
      hint: `Let it rest: \`conflicts pick ${conflict.id} ${conflict.kept.side}\`.`,
    });
  }
  const { state } = draft;
  const idOn = (link: { entry: string; commentId: string }, at: Side) =>
    at === "taskwarrior" ? link.entry : link.commentId;
  const textOn = (id: string, at: Side) =>
    state[at].task?.comments.find((comment) => comment.id === id)?.text;
  const link = state.comments.find((each) =>
    textOn(idOn(each, conflict.kept.side), conflict.kept.side) === conflict.kept.value
  );
  const text = conflict.lost.value;
  if (conflict.because === "refused" && typeof text === "string") {
    const author = link === undefined ? null : authorShown(state, link.commentId, policy);
    return sayAnew(draft, side, withoutAuthor(text, author), policy);
  }
  if (link === undefined || typeof text !== "string" || state[side].presence !== "present") {
    throw new SyncError("USAGE", "Cannot pick: that comment was changed or removed since", {
      hint: "See both texts with `conflicts show`, and edit the task.",
    });
  }
  const edit = [{ id: idOn(link, side), text }];
  const patch: Patch = { comments: { add: [], edit, remove: [] } };
  requestEdit(draft, side, { patch, expected: {} }, policy);
}

/** Somebody else's comment stays as it is: what was typed into it becomes one of its own. */
function sayAnew(draft: Draft, side: Side, text: string, policy: Policy): void {
  const patch: Patch = {
    comments: { add: [{ from: "", text, writtenAt: null }], edit: [], remove: [] },
  };
  requestEdit(draft, side, { patch, expected: {} }, policy);
}
