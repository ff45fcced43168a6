import { conflictId } from "@/domain/decide/deletion.ts";
import type { Draft } from "@/domain/decide/draft.ts";
import { folded } from "@/domain/folded.ts";
import { type Json, jsonEqual } from "@/domain/json.ts";
import { corresponds } from "@/domain/merge/scalars.ts";
import { elementsOf, fields } from "@/domain/fields.ts";
import type { Policy } from "@/domain/policy.ts";
import type { Patch, Push } from "@/domain/push.ts";
import type { PairState, PendingPush } from "@/domain/state.ts";
import {
  otherSide,
  type PresentReading,
  type ScalarField,
  scalarFields,
  type SetField,
  setFields,
  type Side,
  type Task,
} from "@/domain/task.ts";

/** What a write did not come to, though the side named none of it. */
interface Overruled {
  /** Scalars that are as they were before: the side dropped the new value, so it is not agreed on. */
  readonly lacks: Patch;
  /**
   * Where the side holds something else now, of its user's: another value, an element that was to go. It is
   * an edit of that side from here on.
   */
  readonly fields: readonly (ScalarField | SetField)[];
}

export interface Asked {
  readonly side: Side;
  readonly push: Exclude<Push, { readonly kind: "delete" }>;
  readonly reading: PresentReading;
  /** The task on this side as it was known before the answer. */
  readonly before: Task | null;
  /** What the side said itself that it would not take. */
  readonly named: Patch | undefined;
  /** An earlier attempt may have made the task: what it lacks by now somebody may have taken away. */
  readonly isFound: boolean;
}

/**
 * Every scalar of the push must be in the reading after it, and every element that was to go must be gone. Attributes
 * may be lines of the notes: then those are not as they were asked for, and go back with the lines.
 */
export function overruledIn(state: PairState, asked: Asked, policy: Policy): Overruled {
  const lacks: Record<string, Json> = {};
  const fields: (ScalarField | SetField)[] = [];
  for (const field of scalarFields) {
    const became = scalarAfter(state, field, asked, policy);
    if (became === "dropped") Object.assign(lacks, partOf(valuesOf(asked.push), field));
    if (became === "changed") fields.push(field);
  }
  for (const field of setFields) if (isStillThere(asked, field)) fields.push(field);
  return { lacks: lacks as Patch, fields };
}

function scalarAfter(
  state: PairState,
  field: ScalarField,
  { side, push, reading: { task }, before, named, isFound }: Asked,
  policy: Policy,
): "fine" | "dropped" | "changed" {
  const value = valuesOf(push)[field];
  const source = state[otherSide(side)].task;
  if (value === undefined || task[field] === undefined || (named !== undefined && field in named)) {
    return "fine";
  }
  if (jsonEqual(value, task[field]) || isOfAnotherDate(field, task, source)) return "fine";
  if (source !== null && saysTheSame(state, field, { side, task, source }, policy)) return "fine";
  if (field === "bucket" && folded(String(value)) === folded(String(task[field]))) return "fine";
  // A new task without a value leaves it to the side, and to hooks, to have one.
  if (push.kind === "create" && isBlank(field, value)) return "fine";
  const old = push.kind === "create" ? null : push.expected[field] ?? before?.[field] ?? null;
  const isOld = push.kind === "create"
    ? !isFound && isBlank(field, task[field])
    : jsonEqual(old, task[field]);
  if (isOld || isTurning(state, field, source, task)) return "dropped";
  return field === "notes" && valuesOf(push).udas !== undefined ? "fine" : "changed";
}

function valuesOf(push: Asked["push"]): Patch | Task {
  return push.kind === "create" ? push.task : push.patch;
}

/** With what rides along with it. */
function partOf(values: Patch | Task, field: ScalarField): Patch {
  const names = field === "done" ? ["done", "doneAt"] as const : [field];
  return Object.fromEntries(
    names.flatMap((name) => name in values ? [[name, values[name]]] : []),
  );
}

/** A repeating task that is completed shows its next date. */
function isOfAnotherDate(field: ScalarField, task: Task, source: Task | null): boolean {
  const repeats = task.repetition !== null || (source?.repetition ?? null) !== null;
  return repeats && fields[field].isOfOneDate;
}

function saysTheSame(
  state: PairState,
  field: ScalarField,
  { side, task, source }: { readonly side: Side; readonly task: Task; readonly source: Task },
  policy: Policy,
): boolean {
  const both = side === "vikunja"
    ? { vikunja: task, taskwarrior: source }
    : { vikunja: source, taskwarrior: task };
  return corresponds(both, field, policy, { ...policy.context, vikunjaId: state.vikunjaId });
}

function isBlank(field: ScalarField, value: unknown): boolean {
  return jsonEqual(value, fields[field].empty);
}

/** Each side makes its own of what the other has: it would go to and fro for ever. */
function isTurning(
  { conflicts }: PairState,
  field: ScalarField,
  source: Task | null,
  task: Task,
): boolean {
  return conflicts.some((known) =>
    known.field === field && jsonEqual(known.lost.value, task[field]) &&
    jsonEqual(known.kept.value, source?.[field])
  );
}

function isStillThere({ push, reading, named }: Asked, field: SetField): boolean {
  const asked = push.kind === "update" ? push.patch[field]?.remove ?? [] : [];
  const refused = named?.[field]?.remove ?? [];
  return asked.some((element) =>
    elementsOf(reading.task, field).includes(element) && !refused.includes(element)
  );
}

/**
 * What stands in Taskwarrior after a write is its user's word (a hook's, say), also where it is what stood
 * there before: a conflict each, with the value of the other side that did not get through.
 */
export function keepOverruled(
  draft: Draft,
  { side, reading }: Pick<Asked, "side" | "reading">,
  pending: PendingPush,
  fields: readonly (ScalarField | SetField)[],
): void {
  const other = otherSide(side);
  for (const field of fields) {
    const isCarried = field in pending.source;
    const value = isCarried ? draft.state[other].task?.[field] : askedOf(pending, field);
    const lost = { side: other, value: (value ?? null) as Json };
    const known = draft.state.conflicts.some((open) =>
      open.field === field && !open.settled && jsonEqual(open.lost, lost)
    );
    if (known) continue;
    draft.add({
      type: "ConflictResolved",
      data: {
        conflictId: conflictId(draft),
        field,
        kept: { side, value: reading.task[field] as Json },
        lost,
        because: "overruled",
        missing: [],
      },
    });
  }
}

function askedOf({ push }: PendingPush, field: ScalarField | SetField): unknown {
  return push.kind === "update"
    ? push.patch[field]
    : push.kind === "create"
    ? push.task[field]
    : null;
}

/** Fields of Taskwarrior's in which a write did not get through, whatever became of it. */
export function missedIn(lacks: Patch | null): readonly (ScalarField | SetField)[] {
  return [...scalarFields, ...setFields].filter((field) => lacks !== null && field in lacks);
}
