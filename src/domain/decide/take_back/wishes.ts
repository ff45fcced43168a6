import { scalarFields, setFields } from "@/domain/fields.ts";
import { jsonEqual } from "@/domain/json.ts";
import { isChosen } from "@/domain/decide/chosen.ts";
import { minusPatch, plusPatch } from "@/domain/patch_parts.ts";
import type { Expected, Patch } from "@/domain/push.ts";
import type { PendingPush } from "@/domain/state.ts";
import { isUnsure } from "@/domain/unsure.ts";
import type { Planning } from "@/domain/decide/take_back/plan_parts.ts";
import { otherSide, type Side } from "@/domain/task.ts";
import type { TaskPast } from "@/domain/task_past.ts";

type Update = { readonly patch: Patch; readonly expected: Expected };

const nothing: Update = { patch: {}, expected: {} };

/** A push that waits, taken apart by what is taken back. */
interface Wish {
  /** Whether some of it is part of the change. */
  readonly isTouched: boolean;
  /** What has to be asked for again where the push is dropped: nothing but it knows of that. */
  readonly rest: Update;
  /** Undoes what is part of the change, where it may have arrived. */
  readonly reversed: Update;
}

export function wishOf(
  pending: PendingPush | null,
  side: Side,
  past: TaskPast,
  wanted: Planning["patch"],
): Wish {
  if (pending?.push.kind !== "update") {
    return { isTouched: false, rest: nothing, reversed: nothing };
  }
  const { push } = pending;
  const kept = withoutChange(pending, push, { side, past, wanted });
  const isUnsent = !isUnsure(pending);
  const taken = minusPatch(push.patch, kept) ?? {};
  return {
    isTouched: !jsonEqual(kept, push.patch),
    rest: isChosen(pending) ? { patch: kept, expected: guards(push.expected, kept) } : nothing,
    reversed: isUnsent ? nothing : reverse(taken, push.expected),
  };
}

/** Both; where they contradict each other, the second one. */
export function overlaid(patch: Patch, more: Patch): Patch {
  const opposite = Object.fromEntries(setFields.flatMap((field) => {
    const change = more[field];
    return change === undefined ? [] : [[field, { add: change.remove, remove: change.add }]];
  }));
  return plusPatch(minusPatch(patch, opposite) ?? {}, more);
}

interface Change {
  readonly side: Side;
  readonly past: TaskPast;
  readonly wanted: Planning["patch"];
}

function withoutChange(
  { source, request }: PendingPush,
  push: Update,
  { side, past, wanted }: Change,
): Patch {
  if (past.requests.includes(request)) return {};
  const { before, after } = past[side];
  const isCarried = (field: keyof Patch) => field in source && field in wanted[otherSide(side)];
  const patch: { -readonly [K in keyof Patch]: Patch[K] } = { ...push.patch };
  for (const field of scalarFields) {
    const isWished = field in after && jsonEqual(patch[field], after[field]);
    if (isWished || isCarried(field)) delete patch[field];
  }
  for (const field of setFields) {
    const change = patch[field];
    if (change === undefined) continue;
    const [was, is] = [before[field] ?? [], after[field] ?? []];
    const add = change.add.filter((each) => was.includes(each) || !is.includes(each));
    const remove = change.remove.filter((each) => !was.includes(each) || is.includes(each));
    if (isCarried(field) || add.length + remove.length === 0) delete patch[field];
    else patch[field] = { add, remove };
  }
  if (isCarried("comments")) delete patch.comments;
  if (!("done" in patch)) delete patch.doneAt;
  return patch;
}

function guards(expected: Expected, patch: Patch): Expected {
  return Object.fromEntries(Object.entries(expected).filter(([field]) => field in patch));
}

/** What it replaced in place of what it was to write; a comment that it added is known once it is seen. */
function reverse(patch: Patch, expected: Expected): Update {
  const back: Record<string, unknown> = {};
  const guard: Record<string, unknown> = {};
  for (const field of scalarFields) {
    if (!(field in patch) || !(field in expected)) continue;
    back[field] = expected[field];
    guard[field] = patch[field];
  }
  for (const field of setFields) {
    const change = patch[field];
    if (change !== undefined) back[field] = { add: change.remove, remove: change.add };
  }
  const edits = patch.comments?.edit.flatMap(({ id }) => {
    const text = expected.comments?.[id];
    return text === undefined ? [] : [{ id, text }];
  });
  if (edits !== undefined && edits.length > 0) {
    back["comments"] = { add: [], edit: edits, remove: [] };
    guard["comments"] = Object.fromEntries(
      patch.comments?.edit.map(({ id, text }) => [id, text]) ?? [],
    );
  }
  return { patch: back as Patch, expected: guard as Expected };
}
