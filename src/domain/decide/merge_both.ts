import { isChosen, isOutdated } from "@/domain/decide/chosen.ts";
import { closedAt, closedBecause, isMeant } from "@/domain/direction.ts";
import { conflictId, drop } from "@/domain/decide/deletion.ts";
import type { Draft } from "@/domain/decide/draft.ts";
import { jsonEqual } from "@/domain/json.ts";
import { besideParts, sayLeftOut, unsayable } from "@/domain/decide/left_out.ts";
import { heldParts, type LeftOutPart, refusedParts } from "@/domain/left_out_part.ts";
import { emptyMerge, isEmptyPatch, type Merge } from "@/domain/merge/merge.ts";
import { mergeComments } from "@/domain/merge/comments.ts";
import { mergeScalar } from "@/domain/merge/scalars.ts";
import { mergeSet } from "@/domain/merge/sets.ts";
import { obstacleAt } from "@/domain/obstacle.ts";
import { isUnderWay, type Policy } from "@/domain/policy.ts";
import { isRefused } from "@/domain/refused.ts";
import { isCompletingRepetition } from "@/domain/decide/repetition.ts";
import type { Expected, Patch } from "@/domain/push.ts";
import type { OpenConflict, PairState } from "@/domain/state.ts";
import {
  type Field,
  fields,
  isOneOf,
  scalarFields,
  setFields,
  shownFields,
} from "@/domain/fields.ts";
import { otherSide, type Side, sides, type Task } from "@/domain/task.ts";

/**
 * `dateIsOver`: the Vikunja task shows its next date already, so only what all its dates share is merged.
 * `isSettling`: nothing else is going on, so what has no counterpart now gets none in this run.
 */
interface When {
  readonly dateIsOver?: boolean;
  readonly isSettling?: boolean;
}

type Both = Readonly<Record<Side, Task>>;

/** Of a repeating task: what belongs to one date of it. */
const ofOneDate = scalarFields.filter((field) => fields[field].isOfOneDate);

/**
 * Three-way merge of a pair that is there on both sides.
 */
export function mergeBoth(draft: Draft, policy: Policy, when: When = {}): void {
  const { dateIsOver = false, isSettling = false } = when;
  const { state } = draft;
  const taskwarrior = state.taskwarrior.task;
  const vikunja = state.vikunja.task;
  const waiting = fieldsUnderWay(state, policy);
  if (taskwarrior === null || vikunja === null || waiting === "all") return;
  const both = { taskwarrior, vikunja };
  const merge = emptyMerge();
  const isFree = (field: Field) =>
    !waiting.has(field) && !(dateIsOver && isOneOf(ofOneDate, field));
  for (const field of scalarFields.filter(isFree)) mergeScalar(merge, state, both, field, policy);
  for (const field of setFields.filter(isFree)) mergeSet(merge, state, both, field, policy);
  if (isFree("comments")) mergeComments(merge, state, both, policy);
  if (!dateIsOver && !jsonEqual(state.vikunja.base.doneAt, vikunja.doneAt)) {
    merge.base.vikunja.doneAt = vikunja.doneAt;
  }
  rememberEnd(merge, state, both);
  for (const field of shownFields) {
    const [here, there] = [taskwarrior[field], vikunja[field]];
    if (here === undefined || there === undefined || jsonEqual(here, there)) continue;
    merge.patch.taskwarrior[field] = there;
  }
  if (policy.notesLink && state.vikunjaId !== null && state.notedLink !== state.vikunjaId) {
    merge.patch.taskwarrior.link = state.vikunjaId;
  }
  completeOnly(merge, vikunja);
  record(draft, merge);
  ask(draft, merge, isFree);
  const held = heldBackOf(draft.state, merge, policy);
  for (const side of sides) {
    const left = request(draft, merge, { side, held: held[side] }, policy);
    if (left === null || waiting.size > 0 || dateIsOver) continue;
    const parts = [...left, ...unsayable(draft.state, side, policy, isSettling)];
    sayLeftOut(draft, side, parts, isMeant(parts));
  }
}

/** When it was finished counts from the first time that both sides have it so: Vikunja takes no other time later. */
function rememberEnd(merge: Merge, state: PairState, { taskwarrior, vikunja }: Both): void {
  const known = state.taskwarrior.base.doneAt ?? null;
  const isOver = taskwarrior.done && vikunja.done;
  if (isOver && known === null) merge.base.taskwarrior.doneAt = taskwarrior.doneAt;
  if (!isOver && known !== null) merge.base.taskwarrior.doneAt = null;
}

/** What is being written to either side is left alone until the answer is there. */
function fieldsUnderWay(state: PairState, policy: Policy): ReadonlySet<string> | "all" {
  const fields = new Set<string>();
  for (const side of sides) {
    const { pending } = state[side];
    if (pending === null || !isUnderWay(state[side], side, policy)) continue;
    if (pending.push.kind !== "update") return "all";
    for (const field of Object.keys(pending.push.patch)) fields.add(field);
  }
  return fields;
}

/** Completing a repeating task: what goes along would be written to the next date, so it stays out. */
function completeOnly(merge: Merge, vikunja: Task): void {
  const patch = merge.patch.vikunja;
  if (!isCompletingRepetition(vikunja, patch.done)) return;
  for (const field of ofOneDate) {
    if (field === "done") continue;
    delete patch[field];
    delete merge.expected.vikunja[field];
    delete merge.source.vikunja[field];
  }
  merge.expected.vikunja.doneAt = vikunja.doneAt;
}

function record(draft: Draft, merge: Merge): void {
  const agreed = sides.some((side) => Object.keys(merge.base[side]).length > 0);
  if (agreed || merge.links !== null) {
    draft.add({ type: "TaskMerged", data: { base: merge.base, comments: merge.links } });
  }
}

/**
 * Where both stay as they are, nothing is carried over that a conflict could be recorded with. One that was asked before
 * is over where the sides agree now, or hold other values.
 */
function ask(draft: Draft, merge: Merge, isFree: (field: Field) => boolean): void {
  const found = merge.conflicts.filter(({ because }) => because === "ask");
  const isAskedAgain = (open: OpenConflict) =>
    found.some(({ field, winner, kept, lost }) =>
      field === open.field &&
      jsonEqual(
        [kept, lost],
        open.kept.side === winner
          ? [open.kept.value, open.lost.value]
          : [open.lost.value, open.kept.value],
      )
    );
  const asked = draft.state.conflicts.filter(({ because, field }) =>
    because === "ask" && field !== "deleted" && isFree(field)
  );
  for (const { id, kept } of asked.filter((open) => !isAskedAgain(open))) {
    draft.add({ type: "ConflictPicked", data: { conflictId: id, side: kept.side } });
  }
  for (const each of found) {
    if (!asked.some((open) => open.field === each.field && isAskedAgain(open))) {
      recordConflict(draft, each);
    }
  }
}

/**
 * A conflict is recorded together with the push that settles it. Returns what is not asked for: refused, or
 * not to be written there; `null`: a push is under way, so that is not known.
 */
function request(
  draft: Draft,
  merge: Merge,
  { side, held }: { readonly side: Side; readonly held: readonly LeftOutPart[] },
  policy: Policy,
): readonly LeftOutPart[] | null {
  const { pending, refused, reasons } = draft.state[side];
  const [patch, expected, source] = [merge.patch[side], merge.expected[side], merge.source[side]];
  const push = { kind: "update", patch, expected } as const;
  const isNothing = isEmptyPatch(patch) || isRefused(patch, refused);
  if (pending !== null && held.length > 0 && !isUnderWay(draft.state[side], side, policy)) {
    drop(draft, side, "held back");
  } else if (pending !== null) {
    if (!pending.dead || pending.push.kind !== "update") return null;
    if (!isNothing && jsonEqual(push, pending.push)) return null;
    if (isChosen(pending) && !isOutdated(pending, draft.state[side].task)) return null;
    drop(draft, side, "decided anew");
  }
  const beside = besideParts(draft.state, side);
  if (isNothing) {
    const parts = isEmptyPatch(patch) ? [] : refusedParts(source, patch, reasons);
    return [...held, ...parts, ...beside];
  }
  for (
    const found of merge.conflicts.filter(({ winner, because }) =>
      winner !== side && because !== "ask"
    )
  ) {
    recordConflict(draft, found);
  }
  const data = { side, push, source, requestedAt: policy.now };
  const settles = merge.settles[side];
  draft.add({ type: "PushRequested", data: settles === null ? data : { ...data, settles } });
  return null;
}

/** What may not be asked for is taken out. A move that goes over closes the side that it was made on from this very decision on. */
function heldBackOf(
  state: PairState,
  merge: Merge,
  policy: Policy,
): Readonly<Record<Side, readonly LeftOutPart[]>> {
  const bySetting = (side: Side) =>
    heldBack(merge, side, state[side].readOnly ?? closedBecause(state, side, policy), policy);
  const byMove = (side: Side) =>
    heldBack(merge, side, closedAt(movedOn(state, merge, side), side, policy), policy);
  const held = { taskwarrior: bySetting("taskwarrior"), vikunja: bySetting("vikunja") };
  return {
    taskwarrior: [...held.taskwarrior, ...byMove("taskwarrior")],
    vikunja: [...held.vikunja, ...byMove("vikunja")],
  };
}

/** In Vikunja's form, the project that the task has on that side by a move that goes to the other one; `undefined`: none does. */
function movedOn(state: PairState, merge: Merge, side: Side): Task["project"] | undefined {
  const other = otherSide(side);
  const pending = state[other].pending;
  const asked = pending?.push.kind === "update" ? pending.push.patch.project : undefined;
  return other === "vikunja"
    ? merge.patch.vikunja.project ?? asked
    : merge.source.taskwarrior.project ?? (asked === undefined ? asked : pending?.source.project);
}

/** Takes out of the patch what the side may not be asked for: all of it, or only the move to another project. */
function heldBack(
  merge: Merge,
  side: Side,
  readOnly: string | null,
  policy: Policy,
): readonly LeftOutPart[] {
  const [patch, source] = [merge.patch[side], merge.source[side]];
  const { project } = patch;
  const closed = project === undefined
    ? null
    : closedAt(side === "vikunja" ? project : source.project, side, policy);
  const obstacle = closed ??
    (side === "vikunja" && project !== undefined ? obstacleAt(policy.obstacles, project) : null);
  if (readOnly === null && obstacle === null) return [];
  const whole = readOnly !== null;
  const parts = whole
    ? heldParts(source, patch, readOnly)
    : heldParts({ project: source.project ?? [] }, patch, obstacle ?? "");
  for (const field of whole ? Object.keys(patch) as (keyof Patch)[] : ["project" as const]) {
    delete patch[field];
    delete source[field];
    delete merge.expected[side][field as keyof Expected];
  }
  return parts;
}

function recordConflict(draft: Draft, found: Merge["conflicts"][number]): void {
  const kept = { side: found.winner, value: found.kept };
  const lost = { side: otherSide(found.winner), value: found.lost };
  const known = draft.state.conflicts.some((open) =>
    open.field === found.field && !open.settled && jsonEqual(open.lost, lost)
  );
  if (known) return;
  draft.add({
    type: "ConflictResolved",
    data: {
      conflictId: conflictId(draft),
      field: found.field,
      kept,
      lost,
      because: found.because,
      missing: [],
    },
  });
}
