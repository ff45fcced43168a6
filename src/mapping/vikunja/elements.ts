import type { Comment } from "@/domain/fields.ts";
import type { JsonObject } from "@/domain/json.ts";
import { isObject, objectsOf, textOf, uniqueSorted } from "@/mapping/json_values.ts";

/** Recorded: `a blocking d` shows on d as `blocked: [a]`. */
export function blockersOf(raw: JsonObject): readonly string[] {
  const related = raw["related_tasks"];
  const blockers = isObject(related) ? objectsOf(related["blocked"]) : [];
  return uniqueSorted(blockers.map((task) => textOf(task["id"])));
}

/** By id, so that the order of answers does not matter. */
export function commentsIn(raw: JsonObject): readonly Comment[] {
  return objectsOf(raw["comments"])
    .toSorted((a, b) => Number(a["id"]) - Number(b["id"]))
    .map((comment) => ({ id: textOf(comment["id"]), text: textOf(comment["comment"]) }));
}
