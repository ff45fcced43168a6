import type { Comment } from "@/domain/fields.ts";
import type { JsonObject } from "@/domain/json.ts";
import { isObject, objectsOf, textOf, uniqueSorted } from "@/mapping/json_values.ts";

/** Recorded: `a blocking d` shows on d as `blocked: [a]`. */
export function blockersOf(raw: JsonObject): readonly string[] {
  return related(raw, "blocked");
}

/** Of those it is a part of. */
export function parentsOf(raw: JsonObject): readonly string[] {
  return related(raw, "parenttask");
}

function related(raw: JsonObject, kind: string): readonly string[] {
  const all = raw["related_tasks"];
  const tasks = isObject(all) ? objectsOf(all[kind]) : [];
  return uniqueSorted(tasks.map((task) => textOf(task["id"])));
}

/** By id, so that the order of answers does not matter. */
export function commentsIn(raw: JsonObject): readonly Comment[] {
  return objectsOf(raw["comments"])
    .toSorted((a, b) => Number(a["id"]) - Number(b["id"]))
    .map((comment) => ({ id: textOf(comment["id"]), text: textOf(comment["comment"]) }));
}
