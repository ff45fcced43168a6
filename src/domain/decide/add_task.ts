import { secondAt } from "@/domain/instant.ts";
import { applySet } from "@/domain/confirm.ts";
import { closedAt } from "@/domain/direction.ts";
import type { Draft } from "@/domain/decide/draft.ts";
import type { TaskChange } from "@/domain/task_change.ts";
import { inTaskwarrior } from "@/domain/decide/in_taskwarrior.ts";
import { SyncError } from "@/domain/errors.ts";
import {
  allFields,
  fields,
  isOneOf,
  lateFields,
  scalarFields,
  setFields,
} from "@/domain/fields.ts";
import { obstacleAt } from "@/domain/obstacle.ts";
import type { Policy } from "@/domain/policy.ts";
import type { PairState } from "@/domain/state.ts";
import { sides, type Task } from "@/domain/task.ts";

/**
 * Asks for a new task in Taskwarrior, from where it goes over like any that is made there: what was said in Vikunja's
 * form as that, while Taskwarrior still says the same. Nothing where it is there already, or being made.
 * @throws {SyncError} `USAGE`: it was there, and is gone. `FORBIDDEN`: no task of that project goes to Vikunja.
 */
export function addTask(draft: Draft, change: TaskChange, policy: Policy): void {
  const { state } = draft;
  if (isAnywhere(state)) return;
  if (sides.some((side) => state[side].presence !== "unknown")) {
    throw new SyncError("USAGE", `Cannot add task ${state.streamId}: one of that UUID was deleted`);
  }
  const { change: meant, exact } = inTaskwarrior(change, state, policy);
  const task = newTask(meant, policy);
  checkGoesOver(task, policy);
  const push = { kind: "create", task, comments: [], extra: null } as const;
  draft.add({
    type: "PushRequested",
    data: { side: "taskwarrior", push, source: exact, requestedAt: policy.now },
  });
}

/** Whether a task of the stream is on a side, or asked for. */
export function isAnywhere(state: PairState): boolean {
  return sides.some((side) => state[side].presence === "present" || state[side].pending !== null);
}

/** What Taskwarrior does not keep for want of a place is left out rather than empty. */
function newTask(change: TaskChange, { now }: Policy): Task {
  const always = allFields.filter((field) => !isOneOf(lateFields, field));
  const blank = Object.fromEntries(always.map((field) => [field, fields[field].empty]));
  const task: Record<string, unknown> = { ...blank, doneAt: null, repetition: null };
  for (const field of scalarFields) if (field in change) task[field] = change[field];
  for (const field of setFields) {
    const wanted = change[field];
    if (wanted === undefined) continue;
    task[field] = applySet([], "set" in wanted ? { add: wanted.set, remove: [] } : wanted);
  }
  if (change.done === true) task["doneAt"] = secondAt(Date.parse(now));
  return task as unknown as Task;
}

function checkGoesOver({ project }: Task, policy: Policy): void {
  const context = { ...policy.context, vikunjaId: null };
  const there = policy.representation.express("project", project, "vikunja", null, context);
  const why = closedAt(there, "vikunja", policy) ?? obstacleAt(policy.obstacles, there);
  if (why === null) return;
  throw new SyncError("FORBIDDEN", `Cannot add the task: ${why}`, {
    hint:
      "Nothing was made. Name another project, or make it in Taskwarrior (`task add`), where it stays.",
  });
}
