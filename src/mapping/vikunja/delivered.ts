import { showing } from "@/domain/showing.ts";
import { isObject } from "@/mapping/json_values.ts";
import { taskFromVikunja } from "@/mapping/vikunja/read.ts";
import { usualVikunjaSettings, type VikunjaSettings } from "@/mapping/vikunja/settings.ts";
import type { Json } from "@/domain/json.ts";

/** Longer ones are looked at instead of kept. */
const maxLength = 50_000;

/**
 * What a delivery shows of its task, see `showing`; `null`: not enough to tell. So it is where it is asked for where cards
 * are: a move moves no stamp, and no delivery tells it.
 */
export function shownByDelivery(
  body: Json,
  { asked }: VikunjaSettings = usualVikunjaSettings,
): string | null {
  if (asked.includes("bucket")) return null;
  const data = isObject(body) ? body["data"] : null;
  if (!isObject(data) || !isObject(data["task"]) || !isObject(data["project"])) return null;
  const projectTitle = data["project"]["title"];
  if (typeof projectTitle !== "string" || typeof data["task"]["updated"] !== "string") return null;
  const { task, extra, changedAt } = taskFromVikunja(data["task"], [projectTitle]);
  const text = showing({ task, projectTitle, extra, changedAt });
  return text.length > maxLength ? null : text;
}
