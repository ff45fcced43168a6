import type { Updated } from "../rules/task_update.ts";
import type { TaskBody } from "../rules/task_body.ts";
import type { Reminder, Task, User } from "../store/rows.ts";
import { freshInstant, parseDate, readInstant, zeroDate } from "../time.ts";
import type { World } from "../world.ts";
import { echoLabel } from "./label.ts";
import { identifierOf, showReminder } from "./task.ts";
import { echoUser, showUser } from "./user.ts";

type Json = Readonly<Record<string, unknown>>;

/** The answer to a create: what was sent, with what the server added. */
export function echoCreated(world: World, user: User, task: Task, body: TaskBody): Json {
  return {
    ...echoBody(body),
    id: task.id,
    reminders: body.reminders === undefined ? null : task.reminders.map(showReminder),
    project_id: task.projectId,
    assignees: body.assignees === undefined ? [] : body.assignees.map(echoUser),
    hex_color: task.hexColor,
    identifier: identifierOf(world, task),
    index: task.index,
    related_tasks: null,
    attachments: null,
    created_by: showUser(user),
    created: freshInstant(task.createdMs),
    updated: freshInstant(task.updatedMs),
  };
}

/** The answer to an update: what was sent, not what is stored. Read again to know. */
export function echoUpdated(world: World, body: TaskBody, updated: Updated): Json {
  const { task, wasCompleted, wasAdvanced, wasReopened, wasMoved } = updated;
  const now = freshInstant(world.now());
  return {
    ...echoBody(body),
    id: task.id,
    title: task.title,
    description: task.description,
    done: task.done,
    ...(wasCompleted ? { done_at: now } : wasReopened ? { done_at: zeroDate } : {}),
    ...(wasAdvanced ? advancedDates(task, body) : {}),
    reminders: echoReminders(body, updated),
    project_id: task.projectId,
    assignees: echoAssignees(body, updated),
    index: wasMoved ? task.index : body.index || task.index,
    updated: readInstant(task.updatedMs),
  };
}

/** A task of a request body with every field, empty where it was left out. */
export function echoBody(body: TaskBody): Json {
  const given = body as Json;
  return {
    id: given["id"] ?? 0,
    title: given["title"] ?? "",
    description: given["description"] ?? "",
    done: given["done"] ?? false,
    done_at: given["done_at"] ?? zeroDate,
    due_date: given["due_date"] ?? zeroDate,
    reminders: body.reminders?.map((one) => ({
      reminder: one.reminder ?? zeroDate,
      relative_period: one.relative_period ?? 0,
      relative_to: one.relative_to ?? "",
    })) ?? null,
    project_id: given["project_id"] ?? 0,
    repeat_after: given["repeat_after"] ?? 0,
    repeat_mode: given["repeat_mode"] ?? 0,
    priority: given["priority"] ?? 0,
    start_date: given["start_date"] ?? zeroDate,
    end_date: given["end_date"] ?? zeroDate,
    assignees: body.assignees?.map((one) => echoUser(one)) ?? null,
    labels: body.labels?.length ? body.labels.map(echoLabel) : null,
    hex_color: given["hex_color"] ?? "",
    percent_done: given["percent_done"] ?? 0,
    identifier: given["identifier"] ?? "",
    index: given["index"] ?? 0,
    related_tasks: given["related_tasks"] ?? null,
    attachments: given["attachments"] ?? null,
    cover_image_attachment_id: given["cover_image_attachment_id"] ?? 0,
    is_favorite: given["is_favorite"] ?? false,
    created: given["created"] ?? zeroDate,
    updated: given["updated"] ?? zeroDate,
    bucket_id: given["bucket_id"] ?? 0,
    position: given["position"] ?? 0,
    reactions: given["reactions"] ?? null,
    created_by: given["created_by"] ?? null,
  };
}

function advancedDates(task: Task, body: TaskBody): Json {
  const echo = (at: number | null, sent: string | undefined) =>
    at === null
      ? zeroDate
      : at === parseDate(sent) && sent !== undefined
      ? sent
      : fromNowOr(at, task);
  return {
    due_date: echo(task.dueDate, body.due_date),
    start_date: echo(task.startDate, body.start_date),
    end_date: echo(task.endDate, body.end_date),
  };
}

/** Dates counted from now carry a fraction until they are read back. */
function fromNowOr(at: number, task: Task): string {
  return task.repeatMode === 2 ? freshInstant(at * 1000 + 1) : readInstant(at * 1000);
}

function echoReminders(
  body: TaskBody,
  { reminders, wasAdvanced }: Updated,
): readonly unknown[] | null {
  if ((body.reminders === undefined || wasAdvanced) && reminders.length === 0) return null;
  return reminders.map((one: Reminder) => showReminder(one));
}

/** Empty for «none and none before», null for «none any more»: so the server answers. */
function echoAssignees(body: TaskBody, { hadAssignees }: Updated): readonly unknown[] | null {
  if (body.assignees !== undefined && body.assignees.length > 0) {
    return body.assignees.map((one) => echoUser(one));
  }
  return hadAssignees ? null : [];
}
