import { jsonEqual } from "@/domain/json.ts";
import type { FieldChange, Operation, PresenceChange, TaskPart } from "@/domain/operation.ts";

/** All that these operations did, a part for each task. */
export function joinParts(operations: readonly Operation[]): readonly TaskPart[] {
  const byTask = new Map<string, TaskPart>();
  const inOrder = operations.toSorted((a, b) => a.position - b.position);
  for (const part of inOrder.flatMap(({ parts }) => parts)) {
    const before = byTask.get(part.task);
    byTask.set(part.task, before === undefined ? part : joined(before, part));
  }
  return [...byTask.values()];
}

function joined(first: TaskPart, then: TaskPart): TaskPart {
  const { task, title, project, labels } = then;
  return {
    task,
    title,
    project,
    labels,
    from: Math.min(first.from, then.from),
    upTo: Math.max(first.upTo, then.upTo),
    changes: joinedChanges(
      [...first.changes, ...then.changes],
      ({ side, field }) => `${side} ${field}`,
    ),
    presence: joinedChanges([...first.presence, ...then.presence], ({ side }) => side),
    conflicts: [...first.conflicts, ...then.conflicts],
    notes: [...new Set([...first.notes, ...then.notes])],
  };
}

/** From the value before the first to that after the last; what comes to nothing is left out. */
function joinedChanges<Change extends FieldChange | PresenceChange>(
  changes: readonly Change[],
  keyOf: (change: Change) => string,
): readonly Change[] {
  const joined = new Map<string, Change>();
  for (const change of changes) {
    const first = joined.get(keyOf(change));
    joined.set(keyOf(change), first === undefined ? change : { ...change, before: first.before });
  }
  return [...joined.values()].filter(({ before, after }) => !jsonEqual(before, after));
}
