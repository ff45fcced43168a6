import { closedBecause } from "@/domain/direction.ts";
import { drop } from "@/domain/decide/deletion.ts";
import type { Draft } from "@/domain/decide/draft.ts";
import {
  elementsOf,
  known,
  knownSets,
  recordOf,
  type ScalarField,
  scalarFields,
} from "@/domain/fields.ts";
import { folded } from "@/domain/folded.ts";
import { corresponds } from "@/domain/merge/scalars.ts";
import { obstacleAt } from "@/domain/obstacle.ts";
import { isShared, type Policy } from "@/domain/policy.ts";
import { type Patch, saidAgain } from "@/domain/push.ts";
import { otherSide, type Side, sides, type Task } from "@/domain/task.ts";
import type { TaskPast } from "@/domain/task_past.ts";

/**
 * Makes a task that is gone from both sides again, on each as it was there. Comments come on one side, from where they
 * go over: both would have new ids, and nobody could tell which belong together.
 */
export function createAgain(
  draft: Draft,
  past: TaskPast,
  on: readonly Side[],
  policy: Policy,
): void {
  const able = on.filter((side) => isAble(draft, past, side, policy));
  const tasks = agreeing(past, policy);
  for (const side of sides) drop(draft, side, "made again");
  const { vikunjaId, taskwarrior } = draft.state;
  if (vikunjaId !== null) {
    draft.add({ type: "TaskUnlinked", data: { vikunjaId, because: "deleted, made again" } });
  }
  if (taskwarrior.presence === "deleted" || taskwarrior.presence === "missing") {
    draft.add({
      type: "DeletionReleased",
      data: { side: "taskwarrior", because: "bring back" },
    });
  }
  const speaker = able.includes("taskwarrior") ? "taskwarrior" : "vikunja";
  for (const side of able) {
    const { was } = past[side];
    const task = tasks[side];
    if (was === null || task === null) continue;
    const other = able.includes(otherSide(side)) ? tasks[otherSide(side)] : null;
    const comments = side !== speaker
      ? []
      : was.task.comments.map((comment) =>
        saidAgain(comment, side === "taskwarrior" ? comment.id : null)
      );
    draft.add({
      type: "PushRequested",
      data: {
        side,
        push: {
          kind: "create",
          task: { ...task, comments: [] },
          comments,
          extra: was.extra,
        },
        source: other === null ? {} : wholeOf(other),
        requestedAt: policy.now,
      },
    });
  }
}

/** What each side is to hold: what it held, but where they had not agreed the value that was to be carried over. */
function agreeing(past: TaskPast, policy: Policy): Readonly<Record<Side, Task | null>> {
  const [ours, theirs] = [past.taskwarrior.was?.task ?? null, past.vikunja.was?.task ?? null];
  if (ours === null || theirs === null) return { taskwarrior: ours, vikunja: theirs };
  const both = { taskwarrior: ours, vikunja: theirs };
  const context = { ...policy.context, vikunjaId: null };
  const made = { taskwarrior: { ...ours }, vikunja: { ...theirs } };
  const carry = (field: ScalarField) => {
    const from = past.leads.find((lead) => lead.field === field)?.side ?? "taskwarrior";
    const to = otherSide(from);
    const value = known(both[from], field);
    if (value === undefined || known(both[to], field) === undefined) return;
    const said = policy.representation.express(field, value, to, null, context);
    Object.assign(made[to], { [field]: said });
  };
  for (const field of scalarFields) {
    if (!corresponds(both, field, policy, context)) carry(field);
  }
  for (const side of sides) {
    const own = both[side].labels;
    const more = both[otherSide(side)].labels.filter((label) =>
      isShared(label, side, policy) && !own.some((each) => folded(each) === folded(label))
    );
    Object.assign(made[side], { labels: [...own, ...more].sort() });
  }
  return made;
}

function isAble(draft: Draft, past: TaskPast, side: Side, policy: Policy): boolean {
  if (closedBecause(draft.state, side, policy) !== null) return false;
  const { was } = past[side];
  return was !== null &&
    (side === "taskwarrior" || obstacleAt(policy.obstacles, was.task.project) === null);
}

/** What both agree on once it is there. */
function wholeOf(task: Task): Patch {
  const known = scalarFields.filter((field) => task[field] !== undefined);
  return {
    ...Object.fromEntries(known.map((field) => [field, task[field]])),
    doneAt: task.doneAt,
    ...recordOf(knownSets(task), (field) => ({ add: elementsOf(task, field), remove: [] })),
  };
}
