import { fields, type ScalarField, scalarFields } from "@/domain/fields.ts";
import { jsonEqual } from "@/domain/json.ts";
import type { Instant, Task } from "@/domain/task.ts";

/** What a person changes at once with the state: none of them speaks against it, and where it is put for it. */
const ofItself = ["title", "project", "done"];

/** Of equal values that not every task has; one text as long as notes are is enough. A date and a priority are shared by many. */
const leastAlike = 3;
/** What the same title says, in such values. */
const titleSays = 2;

/**
 * Whether a task can be taken for what a create was to make, though it has another title, or is in another project: once
 * it is done its mark is gone. All that it was to have must be there, and be more than what a blank task has, or it was
 * done when it was asked for as done, and before it was made (`createdAt`), as only a create can have it.
 */
export function isSameButNamed(
  asked: Task,
  { task: found, createdAt }: { readonly task: Task; readonly createdAt?: Instant },
): boolean {
  if (!asked.done && !found.done) return false;
  const filled = bothHave(asked, found).filter((field) =>
    !ofItself.includes(field) && !jsonEqual(asked[field], fields[field].empty)
  );
  if (filled.some((field) => !jsonEqual(asked[field], found[field]))) return false;
  const labels = asked.labels.filter((label) => found.labels.includes(label));
  const isDoneAsAsked = asked.done && found.done && asked.doneAt === found.doneAt &&
    typeof asked.doneAt === "string" && createdAt !== undefined && asked.doneAt < createdAt;
  if (isDoneAsAsked) return true;
  const alike = filled.length + labels.slice(0, 1).length +
    (asked.title === found.title ? titleSays : 0);
  return filled.includes("notes") || alike >= leastAlike;
}

/** Fields of one value in which they differ, of those that both have. */
export function differences(asked: Task, found: Task): readonly ScalarField[] {
  return bothHave(asked, found).filter((field) => !jsonEqual(asked[field], found[field]));
}

function bothHave(asked: Task, found: Task): readonly ScalarField[] {
  return scalarFields.filter((field) => asked[field] !== undefined && found[field] !== undefined);
}
