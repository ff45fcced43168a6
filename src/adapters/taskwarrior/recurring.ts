import type { Json } from "@/domain/json.ts";
import type { TaskObject } from "@/adapters/taskwarrior/task_object.ts";

const ofRecurrence: ReadonlySet<string> = new Set(["recur", "rtype", "parent", "imask", "mask"]);

export interface Kept {
  readonly object: TaskObject;
  readonly leftOut: readonly string[];
}

/**
 * A child of a recurring task keeps its due date: without one 2.6.2 crashes and 3.5.0 refuses. What is made
 * again without its parent is a plain task: otherwise Taskwarrior would make a template of it.
 */
export function keepRecurring(object: TaskObject, current: TaskObject | undefined): Kept {
  if (!("recur" in object)) return { object, leftOut: [] };
  const due = current?.["due"];
  if ("parent" in object && "due" in object) return { object, leftOut: [] };
  if ("parent" in object && due !== undefined) {
    return {
      object: { ...object, due },
      leftOut: ["no due date: Taskwarrior keeps one on a task that recurs"],
    };
  }
  const plain: [string, Json][] = Object.entries(object).filter(([name]) =>
    !ofRecurrence.has(name)
  );
  return { object: { uuid: object.uuid, ...Object.fromEntries(plain) }, leftOut: [] };
}
