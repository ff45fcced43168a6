import type { Edit } from "@tests/simulation/oracles/edits.ts";
import type { ShownField } from "@tests/simulation/oracles/shown_task.ts";
import type { HeldChange } from "@tests/simulation/vikunja/history.ts";

/** Between our reading of a task and the write that it goes by, both under way. */
const blindMs = 60;

const shownAs: Partial<Readonly<Record<HeldChange["field"], ShownField>>> = {
  title: "title",
  description: "notes",
  priority: "priority",
  dueDate: "due",
  startDate: "start",
  done: "done",
};

/**
 * A limit: no write to Vikunja is conditional. What a person set within the milliseconds between our reading of the
 * very field and our write to it is overwritten, and no answer tells of it. Such edits count as not meant.
 * `startMs`: when the time of edits began, on the clock of the changes.
 */
export function withoutUnseen(
  edits: readonly Edit[],
  changes: readonly HeldChange[],
  startMs: number,
): readonly Edit[] {
  const unseen = changes.filter((change, at) =>
    change.by !== "program" &&
    changes.slice(at + 1).some((next) =>
      next.by === "program" && next.taskId === change.taskId && next.field === change.field &&
      next.before === change.after && next.atMs - change.atMs < blindMs
    )
  );
  return edits.map((edit) => {
    const isUnseen = edit.kind === "set" && edit.side === "vikunja" &&
      unseen.some(({ taskId, field, atMs }) =>
        String(taskId) === edit.id && shownAs[field] === edit.field &&
        Math.abs(atMs - startMs - edit.atMs) < 1
      );
    return isUnseen ? { ...edit, isMeant: false } : edit;
  });
}
