import { type Field, fields, isOneOf, scalarFields } from "@/domain/fields.ts";
import { fieldsByColumn, unnamedColumns } from "@/mapping/fold_fields.ts";
import type { RawObject } from "@/adapters/vikunja/answers.ts";
import type { Call, Client } from "@/adapters/vikunja/client/client.ts";
import { mayLackRoute } from "@/adapters/vikunja/client/errors.ts";
import type { ServerKind } from "@/adapters/vikunja/client/server_kind.ts";
import { objectOf, objectsOf, unexpected } from "@/adapters/vikunja/lists.ts";

/**
 * Changes `values` of tasks as just read, all or none, and answers their own columns as stored, in that order.
 * Several tasks only where {@link carriedAlong} says the same of each.
 */
export type ChangeTasks = (
  asRead: readonly RawObject[],
  values: RawObject,
  signal: AbortSignal,
) => Promise<readonly RawObject[]>;

/**
 * Bulk update with `fields`: what is not named stays as another writer has it (recorded: 0 of 34 edits
 * lost in races), except assignees, reminders and favourite, which it drops unless they are sent along. Every
 * version from 1.0 on has it. Servers with v2 and without it: PATCH, which reads and writes inside the server
 * (23 of 37 lost).
 */
export function changeByFields(client: Client, kind: ServerKind): ChangeTasks {
  const v2 = kind.api === 2;
  const patch = oneByOne(changeByPatch(client));
  let isThere = false;
  return async (asRead, values, signal) => {
    const [first] = asRead;
    if (first === undefined) return [];
    const ids = asRead.map((task) => Number(task["id"]));
    const call: Call = {
      method: v2 ? "PUT" : "POST",
      path: `/v${kind.api}/tasks/bulk`,
      once: isUnrepeatable(values),
      replaces: true,
      isBulk: ids.length > 1,
      body: {
        task_ids: ids,
        fields: namesOf(values),
        values: { ...carriedAlong(first), ...values },
      },
      doing: `update task ${ids.join(", ")}`,
      permission: `tasks: ${kind.bulkPermission}`,
    };
    try {
      const changed = objectOf((await client.call(call, signal)).body, call)["tasks"];
      if (!Array.isArray(changed)) throw unexpected(call);
      isThere = true;
      const byId = new Map(changed.map((task: RawObject) => [task["id"], task]));
      return ids.map((id) => {
        const task = byId.get(id);
        if (task === undefined) throw unexpected(call);
        return task;
      });
    } catch (error) {
      // Not remembered: it may have been something in front of the server that answered so.
      if (!v2 || isThere || !mayLackRoute(error)) throw error;
      return await patch(asRead, values, signal);
    }
  };
}

/**
 * Recorded, 1.0 to 2.5: without a name every column is written, those that are not sent as empty. The bucket may be
 * named, and stays where it is.
 */
function namesOf(values: RawObject): readonly string[] {
  const named = Object.keys(values).filter((name) => !unnamedColumns.has(name));
  return named.length > 0 ? named : ["bucket_id"];
}

type ChangeTask = (
  asRead: RawObject,
  values: RawObject,
  signal: AbortSignal,
) => Promise<RawObject>;

function oneByOne(change: ChangeTask): ChangeTasks {
  return async (asRead, values, signal) => {
    const changed: RawObject[] = [];
    for (const task of asRead) changed.push(await change(task, values, signal));
    return changed;
  };
}

function changeByPatch(client: Client): ChangeTask {
  return async (asRead, values, signal) => {
    const call: Call = {
      method: "PATCH",
      path: `/v2/tasks/${asRead["id"]}`,
      once: isUnrepeatable(values),
      replaces: true,
      body: values,
      doing: `update task ${asRead["id"]}`,
      permission: "tasks: update",
    };
    const answer = await client.call(call, signal);
    return answer.status === 304 ? asRead : objectOf(answer.body, call);
  };
}

const dates = [...fieldsByColumn].flatMap(([column, field]) =>
  isDateOfOne(field) && !unnamedColumns.has(column) ? [column] : []
);

function isDateOfOne(field: Field): boolean {
  return isOneOf(scalarFields, field) && field !== "done" && fields[field].isOfOneDate;
}

/**
 * Recorded: before 2.5 a completion by `fields` moves a repeating task's dates in the answer and stores those
 * that are named among the fields, whatever their values: what counts is what was stored. 2.4 also unticks
 * the checklist, if the description is named.
 */
export function withNextDates(
  asRead: RawObject,
  values: RawObject,
  api: { readonly version: 1 | 2; readonly storesNextDates: boolean },
): RawObject {
  if (values["done"] !== true || !isRepeating(asRead) || api.storesNextDates) return values;
  const named = api.version === 2 ? [...dates, "description"] : dates;
  const own = Object.fromEntries(named.map((name) => [name, asRead[name] ?? null]));
  return { ...own, ...values };
}

/** Completing it once more would skip a date. */
export function isRepeating(task: RawObject): boolean {
  return Number(task["repeat_after"] ?? 0) > 0 || Number(task["repeat_mode"] ?? 0) === byMonth;
}

const byMonth = 1;

/** What a bulk update drops unless it is sent as just read. */
export function carriedAlong(asRead: RawObject): RawObject {
  const assignees = objectsOf(asRead["assignees"]);
  return {
    assignees: assignees.map(({ id }) => ({ id: id ?? 0 })),
    reminders: asRead["reminders"] ?? null,
    is_favorite: asRead["is_favorite"] === true,
  };
}

/** Completing a repeating task twice would skip a date. */
function isUnrepeatable(values: RawObject): boolean {
  return values["done"] === true;
}
