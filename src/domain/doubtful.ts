import type { TaskCommand } from "@/domain/commands.ts";
import { conflictId } from "@/domain/deletion.ts";
import type { Draft } from "@/domain/draft.ts";
import { type Json, jsonEqual } from "@/domain/json.ts";
import { mergedFields } from "@/domain/fields.ts";
import { otherSide, type Task } from "@/domain/task.ts";

type Answer = Extract<TaskCommand, { readonly type: "ConfirmPush" | "RefusePush" }>;

function textsBesides(task: Task, { comments }: Task): string {
  const known = new Set(task.comments.map(({ id, text }) => `${id} ${text}`));
  return comments.filter(({ id, text }) => !known.has(`${id} ${text}`))
    .map(({ text }) => text).join("\n");
}

/** What a write may have replaced unseen is a conflict that keeps both values: a guess puts nothing back. */
export function keepDoubtful(draft: Draft, { side, reading, doubtful }: Answer): void {
  if (doubtful === undefined || reading.kind !== "present") return;
  const other = otherSide(side);
  for (const field of mergedFields) {
    if (jsonEqual(doubtful[field], reading.task[field])) continue;
    const kept = { side: other, value: (draft.state[other].task?.[field] ?? null) as Json };
    const value = field === "comments" ? textsBesides(reading.task, doubtful) : doubtful[field];
    const lost = { side, value: value as Json };
    draft.add({
      type: "ConflictResolved",
      data: {
        conflictId: conflictId(draft),
        field,
        kept,
        lost,
        because: "maybe overwritten",
        missing: [],
      },
    });
  }
}
