import { applyComments, applySet } from "@/domain/confirm.ts";
import { allFields, elementsOf } from "@/domain/fields.ts";
import { type Json, jsonEqual } from "@/domain/json.ts";
import type { Patch } from "@/domain/push.ts";
import type { Task } from "@/domain/task.ts";

/** All of a task that can be told apart. */
export const toldFields: readonly (keyof Task)[] = [...allFields, "doneAt", "repetition"];

export interface Differing {
  readonly field: keyof Task;
  readonly before: Json;
  readonly after: Json;
}

/** Fields in which two looks at one task on one side differ; what the later one does not know is left out. */
export function differing(before: Task, after: Task): readonly Differing[] {
  return toldFields.flatMap((field) => {
    const [was, is] = [before[field] as Json | undefined, after[field] as Json | undefined];
    return is === undefined || jsonEqual(was, is)
      ? []
      : [{ field, before: was ?? null, after: is }];
  });
}

/** What a patch would make of the fields that it names. */
export function patched(task: Task, patch: Patch): readonly Differing[] {
  return toldFields.flatMap((field) => {
    const was = task[field] as Json | undefined;
    const is = valueIn(task, patch, field);
    return is === undefined || jsonEqual(was, is)
      ? []
      : [{ field, before: was ?? null, after: is }];
  });
}

/** Whether that is what the patch asked for in this field; of comments whether it asked for any. */
export function isAskedFor(task: Task | null, patch: Patch, { field, after }: Differing): boolean {
  if (field === "comments") return patch.comments !== undefined;
  const asked = task === null ? undefined : valueIn(task, patch, field);
  return asked !== undefined && jsonEqual(asked, after);
}

function valueIn(task: Task, patch: Patch, field: keyof Task): Json | undefined {
  if (field === "repetition") return undefined;
  if (field === "labels" || field === "depends" || field === "parents") {
    const change = patch[field];
    return change === undefined ? undefined : applySet(elementsOf(task, field), change);
  }
  if (field === "assignees") {
    const { assignment } = patch;
    return assignment === undefined ? patch.assignees : applySet(task.assignees, assignment);
  }
  if (field === "comments") {
    const { comments } = patch;
    if (comments === undefined) return undefined;
    return applyComments(task.comments, comments, (from) => from) as unknown as Json;
  }
  return patch[field];
}
