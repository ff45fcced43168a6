import {
  elementsOf,
  isOneOf,
  known,
  knownSets,
  lateFields,
  recordOf,
  type ScalarField,
  scalarFields,
  type ShownField,
  shownFields,
} from "@/domain/fields.ts";
import { isSayable } from "@/domain/merge/edits.ts";
import { authorShown, withAuthor } from "@/domain/comment_author.ts";
import type { Policy } from "@/domain/policy.ts";
import type { NewComment, Patch, Push } from "@/domain/push.ts";
import type { PairContext, SaidField } from "@/domain/representation.ts";
import type { PairState } from "@/domain/state.ts";
import { otherSide, type Side, type Task } from "@/domain/task.ts";

/** A whole task for the side that lacks it, and the same as the change it is on the side that has it. */
export function expressTask(
  state: PairState,
  to: Side,
  policy: Policy,
): { readonly push: Extract<Push, { kind: "create" }>; readonly source: Patch } | null {
  const from = otherSide(to);
  const task = state[from].task;
  if (task === null) return null;
  const context: PairContext = { ...policy.context, vikunjaId: state.vikunjaId };
  const { express, expressComment } = policy.representation;
  /** What the other side does not tell stays what it was here. */
  const said = <F extends SaidField>(field: F) => {
    const value = known(task, field);
    const last = state[to].task;
    if (value === undefined) return last === null ? undefined : known(last, field);
    return express(field, value, to, known(state[to].base, field) ?? null, context);
  };
  const elements = recordOf(
    knownSets(task),
    (field) => elementsOf(task, field).filter((element) => isSayable(field, element, to, policy)),
  );
  const own = state.vikunja.task;
  const writtenAt = (id: string) => to === "vikunja" ? id : null;
  const comments: NewComment[] = task.comments.map(({ id, text }) => ({
    from: id,
    text: withAuthor(
      expressComment(text, to),
      to === "taskwarrior" ? authorShown(state, id, policy) : null,
    ),
    writtenAt: writtenAt(id),
  }));
  return {
    push: {
      kind: "create",
      task: {
        ...knownOf(said),
        ...recordOf(knownSets(task), (field) => express(field, elements[field], to, null, context)),
        ...shownBy(to === "taskwarrior" ? task : own),
        comments: [],
        doneAt: task.done ? task.doneAt : null,
        repetition: to === "taskwarrior" ? null : own?.repetition ?? null,
      },
      comments,
      extra: state[to].task === null ? null : state[to].extra,
    },
    source: {
      ...knownOf((field) => known(task, field)),
      doneAt: task.doneAt,
      ...recordOf(knownSets(task), (field) => ({ add: elements[field], remove: [] })),
      comments: {
        add: task.comments.map(({ id, text }) => ({ from: id, text, writtenAt: writtenAt(id) })),
        edit: [],
        remove: [],
      },
    },
  };
}

function shownBy(task: Task | null): Pick<Task, ShownField> {
  const entries = shownFields.map((field) => [field, task?.[field]] as const)
    .filter(([field, value]) => value !== undefined || !isOneOf(lateFields, field))
    .map(([field, value]) => [field, value ?? []]);
  return Object.fromEntries(entries) as Pick<Task, ShownField>;
}

function knownOf(valueOf: (field: ScalarField) => unknown): Pick<Task, ScalarField> {
  const entries = scalarFields.map((field) => [field, valueOf(field)] as const)
    .filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as unknown as Pick<Task, ScalarField>;
}
