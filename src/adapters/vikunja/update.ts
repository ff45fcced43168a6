import { jsonEqual } from "@/domain/json.ts";
import type { Expected, Patch, Push } from "@/domain/push.ts";
import type { PresentReading, Task } from "@/domain/task.ts";
import type { RawObject } from "@/adapters/vikunja/api.ts";
import { applyBlockers, applyComments, applyLabels } from "@/adapters/vikunja/elements.ts";
import { isTaskMissing } from "@/adapters/vikunja/errors.ts";
import { lookAt, toReading } from "@/adapters/vikunja/read.ts";
import { columnsOf } from "@/adapters/vikunja/seam.ts";
import type { WriteContext } from "@/adapters/vikunja/write_context.ts";
import { repeatedSinceMs } from "@/adapters/vikunja/write_context.ts";
import type { Write, Written } from "@/ports/replica.ts";

export type Update = Extract<Push, { kind: "update" }>;

/** One read, then as few writes as the change needs; nothing where a value to be replaced has moved. */
export async function updateTask(
  context: WriteContext,
  write: Write,
  { patch, expected }: Update,
): Promise<Written> {
  const id = write.id ?? "";
  const look = await lookAt(context, id, context.signal);
  if (look.kind === "none") return { kind: "stale", reading: look.reading };
  const reading = await toReading(context, look.raw, context.signal);
  if (reading.kind !== "present" || isStale(reading, patch, expected)) {
    return { kind: "stale", reading };
  }
  try {
    return await apply(context, write, { raw: look.raw, task: reading.task, patch });
  } catch (error) {
    if (!isTaskMissing(error)) throw error;
    const again = await lookAt(context, id, context.signal);
    if (again.kind === "raw") throw error;
    return { kind: "stale", reading: again.reading };
  }
}

async function apply(
  context: WriteContext,
  write: Write,
  start: { readonly raw: RawObject; readonly task: Task; readonly patch: Patch },
): Promise<Written> {
  const { patch } = start;
  const leftOut: string[] = [];
  let raw = start.raw;
  const columns = await changedColumns(context, start.task, patch);
  if (Object.keys(columns).length > 0) {
    context.keeper.changed(Number(raw["id"]));
    raw = afterChange(raw, await context.api.changeTask(raw, columns, context.signal));
  }
  if (patch.labels !== undefined) raw = await applyLabels(context, raw, patch.labels);
  if (patch.depends !== undefined) {
    context.keeper.changed(Number(raw["id"]));
    const applied = await applyBlockers(context, raw, patch.depends);
    raw = applied.raw;
    leftOut.push(...applied.leftOut);
  }
  let comments: readonly { readonly from: string; readonly to: string }[] = [];
  if (patch.comments !== undefined) {
    context.keeper.changed(Number(raw["id"]));
    const since = repeatedSinceMs(context, write);
    const applied = await applyComments(context, raw, patch.comments, since);
    raw = applied.raw;
    comments = applied.comments;
    leftOut.push(...applied.leftOut);
  }
  const reading = await toReading(context, raw, context.signal);
  return { kind: "written", reading, comments, leftOut };
}

/** A value that already is what the patch wants (an earlier attempt, or somebody with the same idea) is not in the way. */
function isStale(reading: PresentReading, patch: Patch, expected: Expected): boolean {
  const task: Partial<Record<string, unknown>> = { ...reading.task };
  const wanted: Partial<Record<string, unknown>> = { ...patch };
  return Object.entries(expected).some(([field, value]) =>
    !jsonEqual(task[field], value) &&
    !(field in wanted && field !== "doneAt" && jsonEqual(task[field], wanted[field]))
  );
}

async function changedColumns(
  context: WriteContext,
  task: Task,
  patch: Patch,
): Promise<RawObject> {
  const { project, ...scalars } = patch;
  const current: Partial<Record<string, unknown>> = { ...task };
  const changed = Object.fromEntries(
    Object.entries(scalars).filter(([field, value]) => !jsonEqual(current[field], value)),
  ) as Patch;
  const columns = columnsOf(changed);
  if (project === undefined || jsonEqual(project, task.project)) return columns;
  const path = project.length === 0 ? context.defaultProjectPath() : project;
  const target = await context.projects.ensure(path, context.signal);
  return { ...columns, project_id: target.id };
}

/** What an update's answer tells truly; labels, relations, creation and author are empty in it. */
const trueInAnswers = [
  "title",
  "description",
  "done",
  "done_at",
  "due_date",
  "start_date",
  "end_date",
  "repeat_after",
  "repeat_mode",
  "priority",
  "percent_done",
  "project_id",
  "cover_image_attachment_id",
  "reminders",
  "is_favorite",
  "updated",
] as const;

function afterChange(before: RawObject, answer: RawObject): RawObject {
  const stored = trueInAnswers.filter((name) => name in answer);
  return { ...before, ...Object.fromEntries(stored.map((name) => [name, answer[name]])) };
}
