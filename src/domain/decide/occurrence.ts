import { secondAt } from "@/domain/instant.ts";
import type { Decision } from "@/domain/decide/commands.ts";
import { addDeletionConflict, drop, isGone } from "@/domain/decide/deletion.ts";
import type { Draft } from "@/domain/decide/draft.ts";
import { fields, scalarFields } from "@/domain/fields.ts";
import { mergeBoth } from "@/domain/decide/merge_both.ts";
import { isUnderWay, type Policy } from "@/domain/policy.ts";
import type { Completion } from "@/domain/decide/repetition.ts";
import { absorb, requestDone } from "@/domain/decide/settle.ts";
import { type Instant, type Reading, type Side, sides, type Task } from "@/domain/task.ts";

/**
 * A date of a repeating task is over: the finished one stays in Taskwarrior's history, and the Vikunja
 * task goes on, with its next date, in a stream of its own. What all dates share is merged before.
 */
export function endOccurrence(
  draft: Draft,
  { doneAt, nextAt, between }: Completion,
  policy: Policy,
  fresh: readonly Side[],
): Decision["next"] {
  if (hasMoreToWrite(draft, policy, fresh)) return null;
  const { vikunjaId, vikunja, taskwarrior, shown } = draft.state;
  if (vikunjaId === null || vikunja.task === null) return null;
  const streamId = policy.nextStreamId(vikunjaId, nextAt);
  const { task, extra } = vikunja;
  const reading: Reading = {
    kind: "present",
    id: String(vikunjaId),
    task,
    extra,
    changedAt: vikunja.changedAt ?? doneAt,
    linkHint: null,
    ...(vikunja.readOnly === null ? {} : { readOnly: vikunja.readOnly }),
  };
  if (taskwarrior.presence === "deleted") {
    addDeletionConflict(draft, "vikunja", "edit over delete", [], policy);
  }
  for (const side of sides) {
    if (draft.state[side].pending?.push.kind !== "create") {
      drop(draft, side, "a date of it is finished");
    }
  }
  const assignee = shown?.assignee ?? null;
  draft.add({ type: "OccurrenceFinished", data: { doneAt, next: streamId } });
  draft.add({ type: "TaskUnlinked", data: { vikunjaId, because: "next date" } });
  endInTaskwarrior(draft, doneAt, policy);
  const link = { vikunjaId, because: "next date" } as const;
  return {
    streamId,
    between: between.map((dueAt) => ({
      streamId: policy.nextStreamId(vikunjaId, dueAt),
      command: {
        type: "RecordFinished",
        vikunjaId,
        task: onDate(task, dueAt),
        doneAt,
        next: streamId,
      },
    })),
    command: {
      type: "Look",
      readings: [{ side: "vikunja", reading }],
      link,
      ...(assignee === null ? {} : { assignee }),
    },
  };
}

/** The task as it was when that was its due date. */
function onDate(task: Task, dueAt: Instant): Task {
  if (task.dueAt === null) return { ...task, dueAt };
  const laterMs = Date.parse(dueAt) - Date.parse(task.dueAt);
  const moved = scalarFields.flatMap((field) => {
    const { isOfOneDate, empty } = fields[field];
    const at = isOfOneDate && empty === null ? task[field] : null;
    if (typeof at !== "string") return [];
    return [[field, secondAt(Date.parse(at) + laterMs)]];
  });
  return { ...task, ...Object.fromEntries(moved), dueAt };
}

function endInTaskwarrior(draft: Draft, doneAt: string, policy: Policy): void {
  const { taskwarrior } = draft.state;
  if (isGone(taskwarrior) || taskwarrior.task === null) return;
  if (!taskwarrior.task.done) return requestDone(draft, doneAt, policy);
  const base = { taskwarrior: { done: true }, vikunja: {} };
  draft.add({ type: "TaskMerged", data: { base, comments: null } });
}

/** Edits of what all dates share reach the task before the link of this one ends. */
function hasMoreToWrite(draft: Draft, policy: Policy, fresh: readonly Side[]): boolean {
  if (draft.state.taskwarrior.presence === "present") {
    absorb(draft, policy, fresh);
    mergeBoth(draft, policy, { dateIsOver: true });
  }
  return sides.some((side) => isUnderWay(draft.state[side], side, policy));
}
