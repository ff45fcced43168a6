import type { TaskCommand } from "@/domain/decide/commands.ts";
import type { Draft } from "@/domain/decide/draft.ts";
import { expressTask } from "@/domain/decide/express_task.ts";
import type { Policy } from "@/domain/policy.ts";
import { withSide } from "@/domain/state.ts";

/**
 * A date of a repeating task that was finished between two looks: it was never linked, and is made in
 * Taskwarrior's history alone. Nothing where it is there already.
 */
export function recordFinished(
  draft: Draft,
  { vikunjaId, task, doneAt, next }: Extract<TaskCommand, { type: "RecordFinished" }>,
  policy: Policy,
): void {
  if (draft.state.version > 0) return;
  const alone = { comments: [], depends: [], assignees: [] };
  const parts = task.parents === undefined ? {} : { parents: [] };
  const finished = { ...task, done: true, doneAt, ...alone, ...parts };
  const made = expressTask(
    withSide(draft.state, "vikunja", { task: finished }),
    "taskwarrior",
    policy,
  );
  if (made === null) return;
  draft.add({ type: "OccurrenceFinished", data: { doneAt, next, inferred: true } });
  draft.add({
    type: "PushRequested",
    data: {
      side: "taskwarrior",
      push: policy.notesLink ? { ...made.push, link: vikunjaId } : made.push,
      source: { done: true },
      requestedAt: policy.now,
    },
  });
}
