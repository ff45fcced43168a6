import { applySet } from "@/domain/confirm.ts";
import { elementsOf, scalarFields, setFields, shownFields } from "@/domain/fields.ts";
import type { CommentPatch, Patch } from "@/domain/push.ts";
import type { PairState, PendingPush } from "@/domain/state.ts";
import type { Comment, Reading, Side, Task } from "@/domain/task.ts";

type Asked = Pick<PendingPush, "push">;

/** What a side would show if it took a push whole; to foresee what comes after it. */
export function asWritten(state: PairState, side: Side, { push }: Asked, at: string): Reading {
  const { task, extra } = state[side];
  const id = side === "taskwarrior" ? state.streamId : String(state.vikunjaId ?? 0);
  const present = (written: Task): Reading => ({
    kind: "present",
    id,
    task: written,
    extra,
    changedAt: at,
    linkHint: null,
  });
  switch (push.kind) {
    case "delete":
      return { kind: "gone", id, how: "deleted", changedAt: at };
    case "create": {
      const comments = withComments([], { add: push.comments, edit: [], remove: [] });
      return present({ ...push.task, comments });
    }
    case "update":
      return task === null
        ? { kind: "gone", id, how: "missing", changedAt: null }
        : present(patched(task, push.patch));
  }
}

/** The counterparts that a push would give to the comments it adds. */
export function commentsMade({ push }: Asked): readonly { from: string; to: string }[] {
  const added = push.kind === "create"
    ? push.comments
    : push.kind === "update"
    ? push.patch.comments?.add ?? []
    : [];
  return added.map(({ from }, at) => ({ from, to: newId(at) }));
}

function patched(task: Task, patch: Patch): Task {
  const whole = [...scalarFields, ...shownFields, "doneAt"] as const;
  const values = whole.filter((field) => field in patch).map((field) => [field, patch[field]]);
  const sets = setFields.flatMap((field) => {
    const change = patch[field];
    return change === undefined ? [] : [[field, applySet(elementsOf(task, field), change)]];
  });
  return {
    ...task,
    ...Object.fromEntries([...values, ...sets]),
    ...(patch.assignment === undefined
      ? {}
      : { assignees: applySet(task.assignees, patch.assignment) }),
    ...(patch.comments === undefined
      ? {}
      : { comments: withComments(task.comments, patch.comments) }),
  };
}

function withComments(before: readonly Comment[], change: CommentPatch): readonly Comment[] {
  const texts = new Map(change.edit.map(({ id, text }) => [id, text]));
  return [
    ...before.filter(({ id }) => !change.remove.includes(id))
      .map(({ id, text }) => ({ id, text: texts.get(id) ?? text })),
    ...change.add.map(({ text }, at) => ({ id: newId(at), text })),
  ];
}

/** Such as no side gives. */
function newId(at: number): string {
  return `new ${at + 1}`;
}
