import type { CommentLink } from "@/domain/events.ts";
import { allFields, scalarFields } from "@/domain/fields.ts";
import { type Json, jsonEqual, type JsonObject } from "@/domain/json.ts";
import type { PairState } from "@/domain/state.ts";
import { otherSide, type Side, sides, type Task } from "@/domain/task.ts";

/** A change of a task that is to be taken back: what each side held before and after it, in its own form. */
export interface TaskPast extends Readonly<Record<Side, SidePast>> {
  /** Of before. */
  readonly links: readonly CommentLink[];
  /** Versions of the `PushRequested` events that are part of it. */
  readonly requests: readonly number[];
  /** Conflicts that were picked by it. */
  readonly picked: readonly string[];
  /** Conflicts that it opened again, and the side that had been picked of each. */
  readonly reopened: readonly { readonly conflictId: string; readonly side: Side }[];
  /** Fields of which an edit of that side lost against one of the other side, as part of it. */
  readonly lost: readonly { readonly field: string; readonly side: Side }[];
  /** Fields of which a side's value before is the one to have again, where the sides did not agree. */
  readonly leads: readonly { readonly field: string; readonly side: Side }[];
  /** Where it brought the task back that was held; `null`: nowhere. */
  readonly broughtBack: Side | null;
  /** Whether the task may go again where it was not there before. */
  readonly mayGo: boolean;
  /** It was only found by it: that is why it may not go. */
  readonly wasThere?: true;
}

/** `before` and `after` hold the fields that it changed, and only those. */
interface SidePast {
  readonly before: Partial<Task>;
  readonly after: Partial<Task>;
  /** The whole task before, with what that side alone has; `null`: it was not there. */
  readonly was: { readonly task: Task; readonly extra: JsonObject } | null;
  /** The whole task after; `null`: it is not there. */
  readonly is: Task | null;
}

/** All that lies between two states of a pair. */
export function pastBetween(
  before: PairState,
  after: PairState,
  mayGo: boolean,
): TaskPast {
  const sideOf = (side: Side): SidePast => {
    const was = wholeOf(before, side);
    const is = isThere(after, side) ? after[side].task : null;
    return { ...changedFields(was?.task ?? null, is), was, is };
  };
  return {
    taskwarrior: sideOf("taskwarrior"),
    vikunja: sideOf("vikunja"),
    links: before.comments,
    requests: [],
    picked: [],
    reopened: [],
    lost: [],
    leads: sides.flatMap((side) => editedOn(before, side).map((field) => ({ field, side }))),
    broughtBack: null,
    mayGo,
  };
}

/** What had been edited there and was not carried over yet. */
function editedOn(before: PairState, side: Side): readonly string[] {
  const { task, base } = before[side];
  return scalarFields.filter((field) =>
    task !== null && field in base && !jsonEqual(task[field], base[field])
  );
}

/** Fields that both have and that differ. */
function changedFields(
  was: Task | null,
  is: Task | null,
): Pick<SidePast, "before" | "after"> {
  if (was === null || is === null) return { before: {}, after: {} };
  const changed = allFields.filter((field) =>
    was[field] !== undefined && is[field] !== undefined && !jsonEqual(was[field], is[field])
  );
  const pick = (task: Task): Partial<Task> =>
    Object.fromEntries(changed.map((field) => [field, task[field] as Json]));
  return { before: pick(was), after: pick(is) };
}

/** One that went from one side only is still the pair's. */
function wholeOf(state: PairState, side: Side): SidePast["was"] {
  const { task, extra, presence } = state[side];
  if (task === null || presence === "unknown") return null;
  const counts = isThere(state, side) || isThere(state, otherSide(side));
  return counts ? { task, extra } : null;
}

export function isThere(state: PairState, side: Side): boolean {
  const { presence } = state[side];
  return presence === "present" || presence === "withdrawn";
}
