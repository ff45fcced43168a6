import { uuidForm } from "@/domain/uuid.ts";
import { isTaskwarriorDate } from "@/mapping/taskwarrior/date.ts";
import { fromTaskwarriorDate } from "@/mapping/taskwarrior/date.ts";
import { type TaskObject, text } from "@/adapters/taskwarrior/stored/task_object.ts";

const statuses = ["pending", "waiting", "completed", "deleted", "recurring"];
const dates = ["due", "scheduled", "wait", "until", "start", "end", "entry"];

/**
 * What is wrong with an object that must not reach `task import`; `null`: nothing. Recorded: one such
 * object crashes 2.6.2 with all that came along, and makes every later export of 3.5.0 fail.
 */
export function faultOf(object: TaskObject): string | null {
  if (!uuidForm.test(object.uuid)) return `${JSON.stringify(object.uuid)} is no UUID`;
  if (text(object["description"]) === "") return "its description is empty";
  if (!statuses.includes(text(object["status"]))) return `its status is ${object["status"]}`;
  for (const name of dates) {
    const value = object[name];
    if (value !== undefined && !isGoodDate(value)) return `its ${name} is ${JSON.stringify(value)}`;
  }
  return null;
}

function isGoodDate(value: unknown): boolean {
  const at = fromTaskwarriorDate(value);
  return at !== null && isTaskwarriorDate(at);
}
