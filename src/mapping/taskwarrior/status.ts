import type { JsonObject } from "@/domain/json.ts";

/** `template`: stays local (`status:recurring`). */
type TaskwarriorStatus = "open" | "done" | "deleted" | "template";

export function statusOf(raw: JsonObject): TaskwarriorStatus {
  switch (raw["status"]) {
    case "completed":
      return "done";
    case "deleted":
      return "deleted";
    case "recurring":
      return "template";
      // 2.5 exports `waiting`, later ones `pending`; nothing at all is pending too.
  }
  return "open";
}
