import type { Json } from "@/domain/json.ts";
import type { TaskObject } from "@/adapters/taskwarrior/stored/task_object.ts";

const ofRecurrence: ReadonlySet<string> = new Set(["recur", "rtype", "parent", "imask", "mask"]);

interface Kept {
  readonly object: TaskObject;
  readonly leftOut: readonly string[];
}

/**
 * A child of a recurring task keeps its due date: without one 2.6.2 crashes, even where `recur` goes too,
 * and 3.5.0 refuses. What is made again without its parent is a plain task: otherwise Taskwarrior would
 * make a template of it.
 */
export function keepRecurring(object: TaskObject, current: TaskObject | undefined): Kept {
  const due = current?.["due"];
  const recur = current?.["recur"];
  if (due !== undefined && recur !== undefined && !("due" in object)) {
    return {
      object: { ...object, due, recur },
      leftOut: ["no due date: Taskwarrior keeps one on a task that recurs"],
    };
  }
  if ("parent" in object && "due" in object) return { object, leftOut: [] };
  const plain: [string, Json][] = Object.entries(object).filter(([name]) =>
    !ofRecurrence.has(name)
  );
  return { object: { uuid: object.uuid, ...Object.fromEntries(plain) }, leftOut: [] };
}
