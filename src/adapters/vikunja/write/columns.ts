import { allFields, fields } from "@/domain/fields.ts";
import { jsonEqual } from "@/domain/json.ts";
import type { Patch } from "@/domain/push.ts";
import type { Task } from "@/domain/task.ts";
import type { RawObject } from "@/adapters/vikunja/answers.ts";
import type { Shortfall } from "@/adapters/vikunja/write/shortfall.ts";
import type { WriteContext } from "@/adapters/vikunja/write/write_context.ts";
import { columnNameOf, fieldsByColumn } from "@/mapping/fold_fields.ts";
import { valuesForVikunja } from "@/mapping/vikunja/values.ts";

/** What of the patch differs from the task, by Vikunja's names; a project that cannot be made is left out. */
export async function changedColumns(
  context: WriteContext & { readonly shortfall: Shortfall },
  task: Task,
  patch: Patch,
): Promise<RawObject> {
  const { project, ...scalars } = patch;
  const current: Partial<Record<string, unknown>> = { ...task };
  const changed = Object.fromEntries(
    Object.entries(scalars).filter(([field, value]) => !jsonEqual(current[field], value)),
  ) as Patch;
  const columns = valuesForVikunja(changed, task, context.settings);
  if (project === undefined || jsonEqual(project, task.project)) return columns;
  const path = project.length === 0 ? context.defaultProjectPath() : project;
  try {
    const target = await context.projects.ensure(path, context.signal);
    return { ...columns, project_id: target.id };
  } catch (error) {
    context.shortfall.note({ project }, "project", error);
    return columns;
  }
}

/** What a column was to hold of a task, and what it is called in words. */
export function fieldOfColumn(
  column: string,
  patch: Patch,
): { readonly field: keyof Patch; readonly name: string } {
  const field = allFields.find((each) => each in patch && columnNameOf(each) === column);
  if (field === undefined) throw new Error(`No field is written to ${column}`);
  return { field, name: fields[field].name };
}

/** What an update's answer tells truly; labels, relations, creation and author are empty in it. */
const trueInAnswers: ReadonlySet<string> = new Set([
  ...fieldsByColumn.keys(),
  "done_at",
  "repeat_after",
  "repeat_mode",
  "cover_image_attachment_id",
  "reminders",
  "is_favorite",
  "updated",
]);

/** The task as read, with what the answer to a change tells of it. */
export function afterChange(before: RawObject, answer: RawObject): RawObject {
  const stored = Object.entries(answer).filter(([name]) => trueInAnswers.has(name));
  return { ...before, ...Object.fromEntries(stored) };
}
