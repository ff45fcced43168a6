import { fields, scalarFields } from "@/domain/fields.ts";
import { jsonEqual } from "@/domain/json.ts";
import type { Push } from "@/domain/push.ts";
import type { Log } from "@/ports/log.ts";
import type { Edit } from "@tests/simulation/oracles/edits.ts";
import { asMade } from "@tests/simulation/oracles/late.ts";
import type { HeldChange } from "@tests/simulation/vikunja/history.ts";

type Create = Extract<Push, { readonly kind: "create" }>;

/**
 * A limit: what was made by a process that died before it knew, and that a person gave another title, or moved, and
 * finished before the next one looked (which takes away its mark), is there twice where it has nothing else by which it is
 * known: to take another task of that moment for it would be a guess, and change that one. Such a task counts as made by
 * people.
 */
export function unknownCreates(
  history: readonly HeldChange[],
  { store }: Log,
  startMs: number,
): readonly Edit[] {
  const events = store.readAll(0, 1_000_000);
  const asked = events.flatMap(({ streamId, event }) =>
    event.type === "PushRequested" && event.data.push.kind === "create" &&
      event.data.side === "vikunja"
      ? [{ streamId, push: event.data.push }]
      : []
  );
  const linkedTo = (taskId: number) =>
    events.find(({ event }) => event.type === "TaskLinked" && event.data.vikunjaId === taskId)
      ?.streamId;
  return history.flatMap((made, at): readonly Edit[] => {
    const { taskId } = made;
    if (made.by !== "program" || made.field !== "task" || made.before !== null) return [];
    const its = asked.find(({ push }) => push.task.title === made.after && isBlank(push));
    if (its === undefined || linkedTo(taskId) === its.streamId) return [];
    if (!isHidden(history.slice(at + 1).filter((each) => each.taskId === taskId))) return [];
    return [asMade(made, "a create that nobody knows of", startMs)];
  });
}

/** By people alone. */
function isHidden(changes: readonly HeldChange[]): boolean {
  const ours = changes.findIndex(({ by }) => by === "program");
  const theirs = ours < 0 ? changes : changes.slice(0, ours);
  return theirs.some(({ field }) => field === "title" || field === "projectId") &&
    theirs.some(({ field, after }) => field === "done" && after === true);
}

/** Not more than one value besides what a person changed. */
function isBlank({ task }: Create): boolean {
  const filled = scalarFields.filter((field) =>
    !["title", "project", "done"].includes(field) && task[field] !== undefined &&
    !jsonEqual(task[field], fields[field].empty)
  );
  return !filled.includes("notes") && filled.length + Math.min(1, task.labels.length) < 2;
}
