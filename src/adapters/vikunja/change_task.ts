import type { RawObject } from "@/adapters/vikunja/api.ts";
import type { Call, Client } from "@/adapters/vikunja/client.ts";
import { isStatus } from "@/adapters/vikunja/errors.ts";
import { objectOf, unexpected } from "@/adapters/vikunja/lists.ts";

/** Changes `values` of the task as just read and answers its own columns as stored. */
export type ChangeTask = (
  asRead: RawObject,
  values: RawObject,
  signal: AbortSignal,
) => Promise<RawObject>;

/**
 * Bulk update with `fields`: what is not named stays as another writer has it (recorded: 0 of 34 edits
 * lost in races), except assignees, reminders and favourite, which it drops unless they are sent along.
 * Servers with v2 and without it: PATCH, which reads and writes inside the server (23 of 37 lost).
 */
export function changeByFields(client: Client): ChangeTask {
  const patch = changeByPatch(client);
  let bulk = true;
  return async (asRead, values, signal) => {
    if (!bulk) return await patch(asRead, values, signal);
    const call: Call = {
      method: "PUT",
      path: "/v2/tasks/bulk",
      once: isUnrepeatable(values),
      body: {
        task_ids: [Number(asRead["id"])],
        fields: Object.keys(values),
        values: { ...values, ...carriedAlong(asRead) },
      },
      doing: `update task ${asRead["id"]}`,
      permission: "tasks: update_bulk",
    };
    try {
      const changed = objectOf((await client.call(call, signal)).body, call)["tasks"];
      if (!Array.isArray(changed) || changed.length !== 1) throw unexpected(call);
      return changed[0] as RawObject;
    } catch (error) {
      // Of the route itself: a task that is missing has Vikunja's own number.
      if (!isStatus(error, 404, 405) || error.details["vikunjaCode"] !== null) throw error;
      bulk = false;
      return await patch(asRead, values, signal);
    }
  };
}

function changeByPatch(client: Client): ChangeTask {
  return async (asRead, values, signal) => {
    const call: Call = {
      method: "PATCH",
      path: `/v2/tasks/${asRead["id"]}`,
      once: isUnrepeatable(values),
      body: values,
      doing: `update task ${asRead["id"]}`,
      permission: "tasks: update",
    };
    const answer = await client.call(call, signal);
    return answer.status === 304 ? asRead : objectOf(answer.body, call);
  };
}

const columns = [
  "title",
  "description",
  "done",
  "due_date",
  "start_date",
  "end_date",
  "repeat_after",
  "repeat_mode",
  "priority",
  "hex_color",
  "percent_done",
  "project_id",
  "cover_image_attachment_id",
] as const;

/** Servers without v2: the full object, since whatever is left out is reset there. */
export function changeByReplacing(client: Client): ChangeTask {
  return async (asRead, values, signal) => {
    const kept = Object.fromEntries(columns.map((name) => [name, asRead[name] ?? null]));
    const call: Call = {
      method: "POST",
      path: `/v1/tasks/${asRead["id"]}`,
      once: isUnrepeatable(values),
      body: { ...kept, ...values, ...carriedAlong(asRead) },
      doing: `update task ${asRead["id"]}`,
      permission: "tasks: update",
    };
    return objectOf((await client.call(call, signal)).body, call);
  };
}

/** What a bulk or full update drops unless it is sent as just read. */
function carriedAlong(asRead: RawObject): RawObject {
  const assignees = asRead["assignees"];
  return {
    assignees: Array.isArray(assignees)
      ? assignees.map((user: RawObject) => ({ id: user["id"] }))
      : [],
    reminders: asRead["reminders"] ?? null,
    is_favorite: asRead["is_favorite"] === true,
  };
}

/** Completing a repeating task twice would skip a date. */
function isUnrepeatable(values: RawObject): boolean {
  return values["done"] === true;
}
