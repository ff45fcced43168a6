import type { Json, JsonObject } from "@/domain/json.ts";
import { isObject, objectsOf, textOf } from "@/mapping/json_values.ts";
import { instantOf, zeroDate } from "@/mapping/vikunja/date.ts";

/**
 * What only Vikunja has, or is a field only where it is asked for, in one form whatever the call that answered (lists,
 * single reads and answers to writes differ in `null`, `[]` and left-out keys); only what is not at its default.
 */
export function extraOf(raw: JsonObject): JsonObject {
  const assignees = objectsOf(raw["assignees"]).map((user) => Number(user["id"]));
  const reminders = objectsOf(raw["reminders"]).map(reminderOf);
  const attachments = objectsOf(raw["attachments"]).map((attachment) => Number(attachment["id"]));
  const extra: JsonObject = {
    is_favorite: raw["is_favorite"] === true,
    hex_color: textOf(raw["hex_color"]).replace("#", ""),
    repeat_after: Number(raw["repeat_after"] ?? 0),
    repeat_mode: Number(raw["repeat_mode"] ?? 0),
    cover_image_attachment_id: Number(raw["cover_image_attachment_id"] ?? 0),
    assignees: assignees.toSorted((a, b) => a - b),
    reminders: reminders.toSorted(byContent),
    attachments: attachments.toSorted((a, b) => a - b),
    relations: relationsOf(raw["related_tasks"]),
    comment_authors: authorsOf(raw["comments"]),
  };
  return Object.fromEntries(Object.entries(extra).filter(([, value]) => !isDefault(value)));
}

/** What a create cannot make again. */
const gone = ["cover_image_attachment_id", "attachments", "relations", "comment_authors"];

/** The part of it that a create can make again. */
export function createValues(extra: JsonObject): JsonObject {
  const values = Object.fromEntries(Object.entries(extra).filter(([key]) => !gone.includes(key)));
  const { assignees } = extra;
  return {
    ...values,
    ...(Array.isArray(assignees) ? { assignees: assignees.map((id: Json) => ({ id })) } : {}),
  };
}

/** User names by comment id. */
function authorsOf(comments: Json | undefined): JsonObject {
  const authors = objectsOf(comments).map(({ id, author }) =>
    [Number(id), isObject(author) ? textOf(author["username"]) : ""] as const
  );
  return Object.fromEntries(authors.filter(([, name]) => name !== ""));
}

function reminderOf(reminder: JsonObject): JsonObject {
  return {
    reminder: instantOf(reminder["reminder"]) ?? zeroDate,
    relative_period: Number(reminder["relative_period"] ?? 0),
    relative_to: textOf(reminder["relative_to"]),
  };
}

/** Ids by kind, without the dependencies, which are the task's own or another's. */
function relationsOf(related: Json | undefined): JsonObject {
  if (!isObject(related)) return {};
  const kinds = Object.entries(related)
    .filter(([kind]) => kind !== "blocked" && kind !== "blocking")
    .map(([kind, tasks]) =>
      [kind, objectsOf(tasks).map((task) => Number(task["id"])).sort((a, b) => a - b)] as const
    );
  return Object.fromEntries(kinds.filter(([, ids]) => ids.length > 0));
}

function byContent(a: JsonObject, b: JsonObject): number {
  const [left, right] = [JSON.stringify(a), JSON.stringify(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function isDefault(value: Json): boolean {
  if (value === null || value === false || value === 0 || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}
