import { closedBecause } from "@/domain/direction.ts";
import { drop } from "@/domain/deletion.ts";
import type { Draft } from "@/domain/draft.ts";
import { elementsOf, knownSets, recordOf, scalarFields } from "@/domain/fields.ts";
import { obstacleAt } from "@/domain/obstacle.ts";
import type { Policy } from "@/domain/policy.ts";
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
    if (was === null) continue;
    const other = able.includes(otherSide(side)) ? past[otherSide(side)].was : null;
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
          task: { ...was.task, comments: [] },
          comments,
          extra: was.extra,
        },
        source: other === null ? {} : wholeOf(other.task),
        requestedAt: policy.now,
      },
    });
  }
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
