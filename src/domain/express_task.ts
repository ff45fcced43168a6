import { counterpart } from "@/domain/links.ts";
import { isShared, type Policy } from "@/domain/policy.ts";
import type { NewComment, Patch, Push } from "@/domain/push.ts";
import type { PairContext } from "@/domain/representation.ts";
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
  const said = <F extends Exclude<keyof Task, "comments" | "doneAt" | "repetition">>(field: F) =>
    express(field, task[field], to, null, context);
  const labels = task.labels.filter((label) => isShared(label, to, policy));
  const sayable = task.depends.filter((id) => counterpart(context.links, id, to) !== null);
  const writtenAt = (id: string) => to === "vikunja" ? id : null;
  const comments: NewComment[] = task.comments.map(({ id, text }) => ({
    from: id,
    text: expressComment(text, to),
    writtenAt: writtenAt(id),
  }));
  return {
    push: {
      kind: "create",
      task: {
        title: said("title"),
        notes: said("notes"),
        project: said("project"),
        labels: express("labels", labels, to, null, context),
        priority: said("priority"),
        dueAt: said("dueAt"),
        scheduledAt: said("scheduledAt"),
        done: task.done,
        doneAt: task.done ? task.doneAt : null,
        depends: express("depends", sayable, to, null, context),
        comments: [],
        assignees: to === "taskwarrior" ? task.assignees : state.vikunja.task?.assignees ?? [],
        repetition: to === "taskwarrior" ? null : state.vikunja.task?.repetition ?? null,
      },
      comments,
      extra: state[to].task === null ? null : state[to].extra,
    },
    source: {
      title: task.title,
      notes: task.notes,
      project: task.project,
      priority: task.priority,
      dueAt: task.dueAt,
      scheduledAt: task.scheduledAt,
      done: task.done,
      doneAt: task.doneAt,
      labels: { add: labels, remove: [] },
      depends: { add: sayable, remove: [] },
      comments: {
        add: task.comments.map(({ id, text }) => ({ from: id, text, writtenAt: writtenAt(id) })),
        edit: [],
        remove: [],
      },
    },
  };
}
