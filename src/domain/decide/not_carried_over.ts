import { editsSince } from "@/domain/merge/edits.ts";
import { elementsOf, isOneOf, scalarFields, setFields } from "@/domain/fields.ts";
import { heldParts } from "@/domain/left_out_part.ts";
import type { Policy } from "@/domain/policy.ts";
import type { Patch } from "@/domain/push.ts";
import type { PairState, SideState } from "@/domain/state.ts";
import { otherSide, type Side, type Task } from "@/domain/task.ts";

interface NotCarriedOver {
  /** Values that the task is made again with, in the form of the side where it was deleted. */
  readonly own: Partial<Task>;
  /** What it is not made again with, in words. */
  readonly lost: readonly string[];
}

/**
 * What was edited where the task was deleted, and had not come over before that. In Taskwarrior its values come back
 * with the task, where the other side has not changed the same; Vikunja makes it from the other side alone.
 */
export function notCarriedOver(state: PairState, deleted: Side, policy: Policy): NotCarriedOver {
  const { task, base } = state[deleted];
  if (task === null) return { own: {}, lost: [] };
  const theirs = editsSince(state, otherSide(deleted), policy);
  const edits = editsSince(state, deleted, policy);
  const scalars = scalarFields.filter((field) => edits.includes(field));
  const own = deleted === "taskwarrior" ? scalars.filter((field) => !theirs.includes(field)) : [];
  const rest = scalars.filter((field) => !isOneOf(own, field));
  const lost: Patch = {
    ...Object.fromEntries(rest.map((field) => [field, task[field]])),
    ...Object.fromEntries(
      setFields.filter((field) => edits.includes(field)).map((field) => [
        field,
        changeOf(base[field] ?? [], elementsOf(task, field)),
      ]),
    ),
    ...(edits.includes("comments") ? { comments: commentsOf({ task, base }) } : {}),
  };
  return {
    own: {
      ...Object.fromEntries(own.map((field) => [field, task[field]])),
      ...(isOneOf(own, "done") ? { doneAt: task.doneAt } : {}),
    },
    lost: heldParts(lost, lost, "").map(({ what }) => what),
  };
}

function changeOf(before: readonly string[], after: readonly string[]) {
  return {
    add: after.filter((element) => !before.includes(element)),
    remove: before.filter((element) => !after.includes(element)),
  };
}

/** Only what was written: what was removed comes back, and is there to be seen. */
function commentsOf({ task, base }: Pick<SideState, "task" | "base">) {
  const known = new Map(base.comments?.map(({ id, text }) => [id, text]));
  const written = task?.comments.filter(({ id, text }) => known.get(id) !== text) ?? [];
  return {
    add: written.map(({ id, text }) => ({ from: id, text, writtenAt: null })),
    edit: [],
    remove: [],
  };
}
